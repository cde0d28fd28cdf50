/**
 * What `callchart doctor` reads at Telnyx: the Call Control application. It sends no command.
 *
 * Source: Telnyx OpenAPI, Call Control Applications.
 */
import { z } from 'zod';

/** An answer, or why there was none. */
export type ApiAnswer =
  | { readonly status: number; readonly body: unknown; readonly dateMs: number | undefined }
  | { readonly status: undefined; readonly why: string };

/** A Call Control application, as far as it matters here. */
export const CallControlApplication = z.looseObject({
  id: z.coerce.string(),
  application_name: z.string().nullish(),
  active: z.boolean().nullish(),
  webhook_api_version: z.string().nullish(),
  webhook_event_url: z.string().nullish(),
  outbound: z.looseObject({ outbound_voice_profile_id: z.string().nullish() }).nullish(),
});
/** A Call Control application, as far as it matters here. */
export interface CallControlApplication extends z.output<typeof CallControlApplication> {}

const timeoutMs = 8_000;

/** One GET. */
export async function readApi(baseUrl: string, path: string, apiKey: string): Promise<ApiAnswer> {
  try {
    const response = await fetch(baseUrl + path, {
      headers: { authorization: `Bearer ${apiKey}`, accept: 'application/json' },
      signal: AbortSignal.timeout(timeoutMs),
      redirect: 'manual',
    });
    const dateMs = Date.parse(response.headers.get('date') ?? '');
    const text = await response.text();
    return { status: response.status, body: parse(text), dateMs: Number.isNaN(dateMs) ? undefined : dateMs };
  } catch (error) {
    return { status: undefined, why: reasonOf(error) };
  }
}

/** The names of what a broken connection leaves behind: fetch hides them in its causes. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `no answer within ${timeoutMs / 1_000} s`;
  const { code } = error as NodeJS.ErrnoException;
  if (error.cause !== undefined) return reasonOf(error.cause);
  return code ?? error.message;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
