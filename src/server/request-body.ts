/**
 * Bodies of requests, bounded, and what is wrong with them. A body is read as the bytes that came: it is they that
 * signatures are made over.
 */
import { CallchartError } from '../errors/callchart-error.ts';
import { deepestJson, nestsDeeper } from '../telnyx/nesting.ts';

/**
 * The body's bytes.
 *
 * @throws CallchartError `request.too_large` beyond `maxBytes`, `request.incomplete` when the connection breaks
 */
export async function readBody(request: Request, maxBytes: number): Promise<Uint8Array> {
  const announced = Number(request.headers.get('content-length') ?? 0);
  if (announced > maxBytes) throw tooLarge(maxBytes);
  if (request.body === null) return new Uint8Array(0);
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  const reader = request.body.getReader();
  for (let part = await next(reader); part !== undefined; part = await next(reader)) {
    bytes += part.byteLength;
    if (bytes > maxBytes) {
      reader.cancel().catch(() => {});
      throw tooLarge(maxBytes);
    }
    chunks.push(part);
  }
  const [only] = chunks;
  return only !== undefined && chunks.length === 1 ? only : Buffer.concat(chunks, bytes);
}

/** The body as a JSON object; an empty one is an object without keys. @throws CallchartError `request.invalid` */
export async function readObject(request: Request, maxBytes: number): Promise<Readonly<Record<string, unknown>>> {
  const text = new TextDecoder().decode(await readBody(request, maxBytes));
  if (text.trim() === '') return {};
  const value = parse(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw invalid('The body must be a JSON object.');
  return value as Readonly<Record<string, unknown>>;
}

/** Refuses a field that is not known: a misspelt one would be passed over in silence. */
export function refuseRest(rest: Readonly<Record<string, unknown>>, known: string): void {
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) throw invalid(`\`${unknown.slice(0, 100)}\` is not known here; there are ${known}.`);
}

/** Who asks, for the journal. */
export function personOf(by: unknown): string {
  if (typeof by === 'string' && by !== '' && by.length <= 255) return by;
  throw invalid('`by` must say in 1 to 255 characters who asks, for the journal.');
}

/** The error for a request that cannot be meant so. */
export const invalid = (message: string): CallchartError => new CallchartError('request.invalid', message);

function parse(text: string): unknown {
  if (nestsDeeper(text, deepestJson)) throw invalid(`The body is nested more than ${deepestJson} levels deep.`);
  try {
    // A key of this name would set a prototype wherever the object is copied by assignment.
    return JSON.parse(text, (key, value: unknown) => (key === '__proto__' ? undefined : value));
  } catch {
    // The parser's own message quotes the text, which may hold digits.
    throw invalid('The body is not JSON.');
  }
}

async function next(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<Uint8Array | undefined> {
  try {
    return (await reader.read()).value;
  } catch (cause) {
    throw incomplete(cause);
  }
}

/** The error for a connection that broke. */
export const incomplete = (cause: unknown): CallchartError =>
  new CallchartError('request.incomplete', 'The connection ended before the body was complete.', { cause });

/** The error for a body beyond the bound. */
export const tooLarge = (maxBytes: number): CallchartError =>
  new CallchartError('request.too_large', `The body is larger than ${maxBytes} bytes.`, { details: { maxBytes } });
