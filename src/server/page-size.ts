/**
 * How much one answer may list.
 */
import { CallchartError } from '../errors/callchart-error.ts';

const most = 1_000;
const usual = 100;

/** The page size that a query asks for: 1 to 1000, usually 100. @throws CallchartError `request.invalid` */
export function pageSize(text: string | undefined): number {
  if (text === undefined) return usual;
  const size = wholeNumber(text, 'limit');
  if (size >= 1 && size <= most) return size;
  throw new CallchartError('request.invalid', `\`limit\` must be 1 to ${most}.`);
}

/** A whole number of a query, from 0. @throws CallchartError `request.invalid` */
export function wholeNumber(text: string, name: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new CallchartError('request.invalid', `\`${name}\` must be a whole number.`);
}
