/**
 * The version of the package that runs, from its own manifest.
 */
import { readFileSync } from 'node:fs';

/** The version of the package. */
export function packageVersion(): string {
  const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as unknown;
  return String((manifest as { readonly version?: unknown }).version);
}
