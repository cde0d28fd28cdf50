/**
 * A JSON schema, or the published facts in its likeness, as flat rows: one per value, `voice_settings<azure>.effect` →
 * `string of eq_car, eq_telecomhp8k`. Two schemas can be compared row by row then.
 */
import { definitions, type ValueFacts } from './command-facts.ts';

interface Schema extends Omit<ValueFacts, 'properties' | 'items' | 'oneOf' | 'additionalProperties'> {
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly additionalProperties?: Schema | boolean;
}

/** The keys whose single value names a member of a union; a model does only where it has to be named. */
const tags = ['type', 'role', 'transcription_engine', 'transcription_model'];

/** All values below `schema`, each with what is demanded of it; `?` marks the optional ones. */
export function flatRows(schema: object, path: string): ReadonlyMap<string, string> {
  const rows = new Map<string, string>();
  visit(schema, path, '', rows);
  return rows;
}

function visit(given: Schema, path: string, mark: string, rows: Map<string, string>): void {
  const schema = resolved(given);
  const options = schema.oneOf ?? schema.anyOf ?? typesOf(schema);
  if (options !== undefined) {
    const members = options.flatMap((option) => resolved(option).oneOf ?? resolved(option).anyOf ?? [option]);
    if (members.length === 1) return visit(members[0] ?? {}, path, mark, rows);
    for (const member of members.map(resolved)) visit(member, `${path}<${labelOf(member)}>`, mark, rows);
    return;
  }
  rows.set(path, `${demand(schema)}${mark}`);
  for (const [key, value] of Object.entries(schema.properties ?? {})) {
    visit(value, `${path}.${key}`, schema.required?.includes(key) === true ? '' : '?', rows);
  }
  if (schema.items !== undefined) visit(schema.items, `${path}[]`, '', rows);
  const { additionalProperties: rest } = schema;
  const anything = typeof rest !== 'object' || Object.keys(rest).length === 0 || rest.type === 'any';
  if (!anything) visit(rest, `${path}.*`, '', rows);
}

function resolved(schema: Schema): Schema {
  if (schema.$ref !== undefined) return resolved(definitions[schema.$ref] ?? {});
  // Zod says `x or null` as a union, the OpenAPI document as two types.
  const [value, none] = schema.anyOf ?? [];
  if (value?.enum !== undefined && none?.type === 'null')
    return { type: ['string', 'null'], enum: [null, ...value.enum] };
  return schema;
}

// Zod says `string or number` as two types, the OpenAPI document as a union.
function typesOf({ type, enum: values }: Schema): readonly Schema[] | undefined {
  return Array.isArray(type) && values === undefined ? type.map((one: string) => ({ type: one })) : undefined;
}

function labelOf(member: Schema): string {
  const named = tags.flatMap((tag) => {
    if (tag === 'transcription_model' && member.required?.includes(tag) !== true) return [];
    const value = member.properties?.[tag];
    const only = value?.const ?? (value?.enum?.length === 1 ? value.enum[0] : undefined);
    return typeof only === 'string' ? [only] : [];
  });
  return named.length === 0 ? typeName(member) : named.join(' ');
}

function typeName({ type, enum: values }: Schema): string {
  return type === undefined ? typeof values?.[0] : [type].flat().join('|');
}

function demand(schema: Schema): string {
  const values = schema.const === undefined ? schema.enum : [schema.const];
  const type = values?.every(Number.isInteger) === true ? 'integer' : typeName(schema);
  const parts = [type === 'undefined' ? 'any' : type];
  if (values !== undefined && type !== 'boolean') parts.push(`of ${values.map(String).toSorted().join(', ')}`);
  const { minimum, maximum, minLength, maxLength, maxItems } = schema;
  // Zod's whole numbers are bounded by what JavaScript can count.
  if (minimum !== undefined && minimum > Number.MIN_SAFE_INTEGER) parts.push(`from ${minimum}`);
  if (maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER) parts.push(`to ${maximum}`);
  if (minLength !== undefined && minLength > 1) parts.push(`from ${minLength} characters`);
  if (maxLength !== undefined) parts.push(`to ${maxLength} characters`);
  if (maxItems !== undefined) parts.push(`to ${maxItems} entries`);
  if (schema.format !== undefined) parts.push(schema.format);
  return parts.join(' ');
}
