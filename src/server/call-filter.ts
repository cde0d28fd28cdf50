/**
 * The query of `GET /calls` as a filter of the store. What is not understood is refused: a misspelt filter would list
 * everything.
 */
import { CallchartError } from '../errors/callchart-error.ts';
import type { CallFilter, CallSummary } from '../stores/store.ts';
import { pageSize } from './page-size.ts';

type Reader = (text: string) => Partial<CallFilter>;

const readers: Readonly<Record<string, Reader>> = {
  flow: (text) => ({ flow: text }),
  // In a query a plus sign means a space, and whoever writes a number into a URL by hand writes a plus sign.
  number: (text) => ({ number: text.replace(/^ /, '+') }),
  phase: (text) => ({ phase: phaseOf(text) }),
  open: (text) => (isTrue(text) ? { open: true } : {}),
  since: (text) => ({ since: timeOf(text) }),
  before: (text) => ({ before: cursorOf(text) }),
  limit: (text) => ({ limit: pageSize(text) }),
};

/**
 * The filter that a query asks for, with its limit.
 *
 * @throws CallchartError `request.invalid`
 */
export function filterOf(query: URLSearchParams): CallFilter & { readonly limit: number } {
  const read = [...query].map(([name, text]) => {
    const reader = Object.hasOwn(readers, name) ? readers[name] : undefined;
    if (reader === undefined) throw invalid(`\`${name}\` is no filter; there are ${Object.keys(readers).join(', ')}.`);
    return reader(text);
  });
  return Object.assign({ limit: pageSize(undefined) }, ...read) as CallFilter & { readonly limit: number };
}

/** What to ask for the page after this one with, as `before`; undefined after the last. */
export function nextPage(calls: readonly CallSummary[], limit: number): string | undefined {
  const last = calls.at(-1);
  return last !== undefined && calls.length === limit ? `${last.createdAt}.${last.callId}` : undefined;
}

const phases: readonly string[] = ['routing', 'active', 'finishing', 'fallback', 'late', 'closed'];

function phaseOf(text: string): CallSummary['phase'] {
  if (phases.includes(text)) return text as CallSummary['phase'];
  throw invalid(`\`phase\` must be one of ${phases.join(', ')}.`);
}

function isTrue(text: string): boolean {
  if (text === 'true' || text === 'false') return text === 'true';
  throw invalid('`open` must be true or false.');
}

function timeOf(text: string): number {
  const at = /^\d{1,15}$/.test(text) ? Number(text) : Date.parse(text);
  if (Number.isFinite(at)) return at;
  throw invalid('`since` must be a time: ISO 8601, or milliseconds since 1970.');
}

function cursorOf(text: string): { createdAt: number; callId: string } {
  const [, createdAt, callId] = /^(\d{1,15})\.(.+)$/.exec(text) ?? [];
  if (createdAt === undefined || callId === undefined) throw invalid('`before` must be the `next` of the page before.');
  return { createdAt: Number(createdAt), callId };
}

const invalid = (message: string): CallchartError => new CallchartError('request.invalid', message);
