/**
 * Bodies of requests, bounded. A body is read as text: it is what signatures are made over.
 */
import { CallchartError } from '../errors/callchart-error.ts';

/** The body as text. @throws CallchartError `request.too_large` beyond `maxBytes` */
export async function readBody(request: Request, maxBytes: number): Promise<string> {
  const announced = Number(request.headers.get('content-length') ?? 0);
  if (announced > maxBytes) throw tooLarge(maxBytes);
  if (request.body === null) return '';
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for await (const chunk of request.body as unknown as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) throw tooLarge(maxBytes);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

/** The body as a JSON object. @throws CallchartError `request.invalid` */
export async function readObject(request: Request, maxBytes: number): Promise<Readonly<Record<string, unknown>>> {
  const text = await readBody(request, maxBytes);
  if (text.trim() === '') return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new CallchartError('request.invalid', 'The body is not JSON.', { cause });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new CallchartError('request.invalid', 'The body must be a JSON object.');
  return value as Readonly<Record<string, unknown>>;
}

const tooLarge = (maxBytes: number): CallchartError =>
  new CallchartError('request.too_large', `The body is larger than ${maxBytes} bytes.`, { details: { maxBytes } });
