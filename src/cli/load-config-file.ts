/**
 * Finds and reads `callchart.config.ts`. What its values mean is the server's business.
 */
import { existsSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { CallchartError } from '../errors/callchart-error.ts';
import { type ServerConfig, serverConfigKeys } from '../server/server-config.ts';
import { loadModuleFile } from './load-module-file.ts';
import { nearWord } from './near-word.ts';

/** A configuration and where it came from. */
export interface ConfigFile {
  readonly config: ServerConfig;
  /** Its flow files, relative to the working folder. */
  readonly flows: readonly string[];
  /** Undefined when there is none. */
  readonly source: string | undefined;
}

const names = ['callchart.config.ts', 'callchart.config.mts', 'callchart.config.js', 'callchart.config.mjs'];

/**
 * Reads the configuration that was named, else the one in the working folder, else none.
 *
 * @throws CallchartError `file.*` when it cannot be loaded, `config.invalid` when it is none
 */
export async function loadConfigFile(path: string | undefined, cwd: string): Promise<ConfigFile> {
  const found = path ?? names.find((name) => existsSync(resolve(cwd, name)));
  if (found === undefined) return { config: {}, flows: [], source: undefined };
  const { file, exports } = await loadModuleFile(found, cwd, 'configuration');
  const config = exports['default'];
  if (typeof config !== 'object' || config === null || Array.isArray(config))
    throw invalid(found, 'it exports no configuration as its default. Write `export default defineConfig({ … })`.');
  for (const key of Object.keys(config)) refuseUnknown(found, key);
  const own = config as ServerConfig;
  if (own.flows !== undefined && !(Array.isArray(own.flows) && own.flows.every((each) => typeof each === 'string')))
    throw invalid(found, '`flows` must be a list of file names.');
  const flows = (own.flows ?? []).map((each) => relative(cwd, resolve(dirname(file), each)));
  return { config: own, flows, source: found };
}

function refuseUnknown(source: string, key: string): void {
  if (serverConfigKeys.some((known) => known === key)) return;
  const near = nearWord(key, serverConfigKeys);
  throw invalid(
    source,
    `there is no \`${key}\`. ${near ? `Did you mean \`${near}\`?` : `There are ${serverConfigKeys.join(', ')}.`}`,
  );
}

const invalid = (source: string, why: string): CallchartError =>
  new CallchartError('config.invalid', `${source} is no configuration: ${why}`, { details: { file: source } });
