/**
 * Which legs an address means at this moment of a call. The grammar of addresses is the flow's (leg-address.ts).
 */
import { isLive, type Leg } from './leg.ts';

/** The legs of a call and the one that the event being handled is about. */
export interface Scene {
  readonly legs: readonly Leg[];
  /** Id of the leg of the event being handled. */
  readonly current: string | undefined;
}

/** The flow's first leg: the incoming one, or the last that an outbound flow dialled in its place. */
export function firstLeg(legs: readonly Leg[]): Leg | undefined {
  return legs.findLast((leg) => leg.first);
}

/**
 * The legs that an address means. A role means one leg (the event's own, else one that was answered, else the newest),
 * or, with `every`, each living leg of the role: hanging up a role ends all its legs.
 */
export function legsAt(scene: Scene, address: string | undefined, every = false): readonly Leg[] {
  if (address === undefined) return present(firstLeg(scene.legs));
  if (address.startsWith('others:')) return othersOf(scene, address.slice('others:'.length));
  const name = address.startsWith('leg:') ? address.slice('leg:'.length) : address;
  if (name === '') return present(currentLeg(scene) ?? firstLeg(scene.legs));
  if (name.includes('#')) return present(scene.legs.find((leg) => leg.id === name));
  const role = scene.legs.filter((leg) => leg.role === name);
  if (every && !address.startsWith('leg:')) {
    const living = role.filter((leg) => isLive(leg));
    if (living.length > 0) return living;
  }
  return present(chosen(role, currentLeg(scene)));
}

function othersOf(scene: Scene, name: string): readonly Leg[] {
  const current = currentLeg(scene);
  const role = name === '' ? current?.role : name;
  // Outside an event of that role, the others are those that nothing was bridged with.
  const kept =
    current?.role === role
      ? current
      : chosen(
          scene.legs.filter((leg) => leg.role === role),
          current,
        );
  return scene.legs.filter((leg) => leg.role === role && leg !== kept && isLive(leg));
}

function chosen(legs: readonly Leg[], current: Leg | undefined): Leg | undefined {
  if (current !== undefined && legs.includes(current) && isLive(current)) return current;
  // What is being hung up is meant only when there is nothing else: of two agents who answered at once, one must go.
  const staying = legs.filter((leg) => isLive(leg) && leg.hangup === undefined);
  const role = staying.length > 0 ? staying : legs;
  return (
    role.findLast((leg) => isLive(leg) && leg.attachment.type === 'bridged') ??
    role.findLast((leg) => leg.signalling === 'answered') ??
    role.findLast((leg) => isLive(leg)) ??
    role.at(-1)
  );
}

const currentLeg = (scene: Scene): Leg | undefined => scene.legs.find((leg) => leg.id === scene.current);

const present = (leg: Leg | undefined): readonly Leg[] => (leg === undefined ? [] : [leg]);

// Params that take a call_control_id (Telnyx OpenAPI: bridge, dial, join AI assistant, supervisor commands).
const referenceKeys = new Set(['call_control_id', 'link_to', 'supervise_call_control_id', 'id']);

/** Params with every `leg:` reference made exact, the ids of the legs they name, and references to no leg at all. */
export interface Referenced {
  readonly params: Readonly<Record<string, unknown>>;
  readonly needs: readonly string[];
  readonly missing: readonly string[];
}

/** Makes references exact: `leg:agent` becomes `leg:agent#2`. */
export function pinReferences(scene: Scene, params: Readonly<Record<string, unknown>>): Referenced {
  const needs: string[] = [];
  const missing: string[] = [];
  const pinned = mapReferences(params, (reference) => {
    const leg = legsAt(scene, reference)[0];
    if (leg === undefined) {
      missing.push(reference);
      return reference;
    }
    needs.push(leg.id);
    return `leg:${leg.id}`;
  });
  return { params: pinned, needs, missing };
}

/** Puts the legs' `call_control_id`s in place of exact references. */
export function fillReferences(
  legs: readonly Leg[],
  params: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return mapReferences(params, (reference) => {
    const id = reference.slice('leg:'.length);
    return legs.find((leg) => leg.id === id)?.callControlId ?? reference;
  });
}

function mapReferences(
  params: Readonly<Record<string, unknown>>,
  replace: (reference: string) => string,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(params).map(([key, value]) => {
      if (typeof value === 'string' && referenceKeys.has(key) && value.startsWith('leg:')) return [key, replace(value)];
      if (isRecord(value)) return [key, mapReferences(value, replace)];
      return [key, value];
    }),
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
