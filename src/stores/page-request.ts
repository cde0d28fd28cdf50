/** What is refused when a page of something is asked for, alike in every store. It knows no store. */
import { CallchartError } from '../errors/callchart-error.ts';

/** Refuses a limit that is no whole number within bounds. */
export function checkLimit(limit: number, least = 0, most = Number.MAX_SAFE_INTEGER): void {
  if (Number.isSafeInteger(limit) && limit >= least && limit <= most) return;
  const bounds = most === Number.MAX_SAFE_INTEGER ? `${least} or more` : `${least} to ${most}`;
  throw new CallchartError('store.invalid', `A limit of ${limit} was asked for; it must be a whole number, ${bounds}.`);
}

/** Refuses to forget by a time that is none, or more at once than a short transaction holds. */
export function checkPrune(before: number, limit: number): void {
  checkLimit(limit, 1, 10_000);
  if (Number.isSafeInteger(before)) return;
  throw new CallchartError(
    'store.invalid',
    `Calls from before ${before} were to be deleted; it must be a time in whole milliseconds.`,
  );
}

/** The error of a page that is to begin after a call nobody knows. */
export function unknownCursor(callId: string): CallchartError {
  return new CallchartError(
    'store.cursor',
    `No call "${callId}" is stored, so there is no page of open calls after it. Begin again without \`after\`.`,
  );
}
