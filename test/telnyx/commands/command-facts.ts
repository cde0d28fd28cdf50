/**
 * What Telnyx publishes about its commands, as data: the params of the OpenAPI document of July 2026 (with the limits
 * that its text and the error table state) and, for `pay` and the newest params, of the official SDK 7.24.0. Copied once
 * into command-facts.tsv, so that a schema that drifts from it is seen.
 */
import { readFileSync } from 'node:fs';

/** What is known of one value; `$ref` names a definition. */
export interface ValueFacts {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly maxItems?: number;
  readonly pattern?: string;
  readonly format?: string;
  readonly charset?: string;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, ValueFacts>>;
  readonly items?: ValueFacts;
  readonly oneOf?: readonly ValueFacts[];
  readonly additionalProperties?: ValueFacts;
}

/** What is known of one command. */
export interface CommandFacts {
  readonly method: string;
  /** End of the path; null for dial. */
  readonly action: string | null;
  readonly command_id: boolean;
  readonly client_state: boolean;
  readonly required: readonly string[];
  readonly optional: readonly string[];
  readonly webhooks: readonly string[];
  readonly params: Readonly<Record<string, ValueFacts>>;
  /** Params and members of enums that only the SDK has. */
  readonly addedBySdk?: Readonly<Record<string, ValueFacts>>;
  readonly membersAddedBySdk?: Readonly<Record<string, readonly string[]>>;
}

const rows = readFileSync(new URL('command-facts.tsv', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n')
  .slice(1)
  .map((row) => row.split('\t') as [kind: string, name: string, facts: string]);

const table = <Facts>(wanted: string): Readonly<Record<string, Facts>> =>
  Object.fromEntries(
    rows.filter(([kind]) => kind === wanted).map(([, name, facts]) => [name, JSON.parse(facts) as Facts]),
  );

/** Facts per command, by the SDK's method name. */
export const commandFacts = table<CommandFacts>('command');

/** Shared definitions. */
export const definitions = table<ValueFacts>('def');
