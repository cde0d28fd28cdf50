/**
 * How two param types differ, as a union of strings such as `speak.stop: narrower`: what our schema accepts against what
 * the official SDK's type accepts, key by key and both ways. Types only; it knows no command.
 *
 * The kinds: `ours only` and `sdk only` (the key, or the member of a union, is missing on the other side), `narrower`
 * (the SDK accepts more), `wider` (we accept more), `different` (each accepts something that the other does not),
 * `required` and `optional` (said of our key).
 */

/** Without `undefined` in optional keys, at any depth: the SDK and Zod treat it differently, JSON knows none. */
export type Plain<T> = unknown extends T
  ? T
  : T extends string | number | boolean | null
    ? T
    : T extends readonly (infer Item)[]
      ? Plain<Item>[]
      : { [Key in keyof T]: Plain<Exclude<T[Key], undefined>> };

type Accepts<Wide, Narrow> = [Narrow] extends [Wide] ? true : false;

type Kind<Ours, Sdk> =
  Accepts<Sdk, Ours> extends true ? 'narrower' : Accepts<Ours, Sdk> extends true ? 'wider' : 'different';

type Same<Ours, Sdk> = Accepts<Sdk, Ours> extends true ? Accepts<Ours, Sdk> : false;

type IsUnion<T, Whole = T> = T extends unknown ? ([Whole] extends [T] ? false : true) : never;

/** An object with keys of its own: neither a record nor a list nor a union. */
type IsObject<T> = [T] extends [object]
  ? IsUnion<T> extends false
    ? T extends readonly unknown[]
      ? false
      : string extends keyof T
        ? false
        : true
    : false
  : false;

/** The key that tells the members of a union apart; a record has every key and none that tells. */
type TagOf<T> = [T] extends [object]
  ? string extends keyof T
    ? never
    : keyof T & ('type' | 'role' | 'transcription_engine')
  : never;

type TagsOf<T, Tag extends PropertyKey> = T extends { [Key in Tag]?: infer Value } ? Extract<Value, string> : never;
type Member<T, Tag extends PropertyKey, Value> = T extends { [Key in Tag]?: infer Own }
  ? Own extends Value
    ? T
    : never
  : never;

type UnionDifference<Ours, Sdk, Tag extends PropertyKey, Path extends string> = {
  [Value in TagsOf<Ours, Tag> | TagsOf<Sdk, Tag>]: [Member<Ours, Tag, Value>] extends [never]
    ? `${Path}<${Value}>: sdk only`
    : [Member<Sdk, Tag, Value>] extends [never]
      ? `${Path}<${Value}>: ours only`
      : ValueDifference<Member<Ours, Tag, Value>, Member<Sdk, Tag, Value>, `${Path}<${Value}>`>;
}[TagsOf<Ours, Tag> | TagsOf<Sdk, Tag>];

// Objects are always looked into: with an optional key more or less they are assignable both ways.
type ValueDifference<Ours, Sdk, Path extends string> = [IsObject<Ours>, IsObject<Sdk>] extends [true, true]
  ? Difference<Ours, Sdk, `${Path}.`>
  : [Ours, Sdk] extends [readonly (infer OurItem)[], readonly (infer SdkItem)[]]
    ? ValueDifference<OurItem, SdkItem, `${Path}[]`>
    : [TagOf<Ours>, TagOf<Sdk>] extends [infer Tag extends string, infer Tag extends string]
      ? [Tag] extends [never]
        ? LeafDifference<Ours, Sdk, Path>
        : UnionDifference<Ours, Sdk, Tag, Path>
      : LeafDifference<Ours, Sdk, Path>;

type LeafDifference<Ours, Sdk, Path extends string> =
  Same<Ours, Sdk> extends true ? never : `${Path}: ${Kind<Ours, Sdk>}`;

type Optional<T, Key extends keyof T> = Partial<T> extends Pick<T, Key> ? true : false;

type Presence<Ours, Sdk, Key extends keyof Ours & keyof Sdk, Path extends string> = [
  Optional<Ours, Key>,
  Optional<Sdk, Key>,
] extends [infer Our, infer Their]
  ? Our extends Their
    ? never
    : `${Path}: ${Our extends true ? 'optional' : 'required'}`
  : never;

/** Every difference between two objects. `Path` is the prefix of the answers. */
export type Difference<Ours, Sdk, Path extends string> = {
  [Key in keyof Ours | keyof Sdk]: Key extends string
    ? Key extends keyof Ours
      ? Key extends keyof Sdk
        ? | ValueDifference<Exclude<Ours[Key], undefined>, Exclude<Sdk[Key], undefined>, `${Path}${Key}`>
          | Presence<Ours, Sdk, Key, `${Path}${Key}`>
        : `${Path}${Key}: ours only`
      : `${Path}${Key}: sdk only`
    : never;
}[keyof Ours | keyof Sdk];
