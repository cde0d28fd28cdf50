/**
 * What `callchart.config.ts` may say: what a server is made of beside its flow files. Where the file is found and how it
 * is loaded is not known here.
 */
import type { ServerOptions } from './start-server.ts';

/** The configuration of `callchart serve`. What the command line says comes first, then this, then the environment. */
export interface ServerConfig extends Pick<
  ServerOptions,
  | 'routes'
  | 'shares'
  | 'accounts'
  | 'store'
  | 'port'
  | 'host'
  | 'controlPort'
  | 'token'
  | 'completed'
  | 'missingFlow'
  | 'keepDays'
  | 'limits'
> {
  /** Flow files, relative to the configuration's folder, beside those on the command line. */
  readonly flows?: readonly string[];
}

/** Every key of {@link ServerConfig}: a misspelt one would be passed over in silence. */
export const serverConfigKeys = [
  'routes',
  'shares',
  'accounts',
  'store',
  'port',
  'host',
  'controlPort',
  'token',
  'completed',
  'missingFlow',
  'keepDays',
  'limits',
  'flows',
] as const satisfies readonly (keyof ServerConfig)[];

/**
 * Gives a configuration its type, for `export default defineConfig({ … })` in `callchart.config.ts`.
 *
 * @example
 * ```ts
 * import { defineConfig } from 'callchart/server';
 *
 * export default defineConfig({
 *   flows: ['flows/front-desk.ts', 'flows/voicemail.ts'],
 *   routes: { '+15550100': 'front-desk', '*': 'voicemail' },
 *   completed: (call) => console.log(call.callId, call.result),
 * });
 * ```
 */
export function defineConfig(config: ServerConfig): ServerConfig {
  return config;
}
