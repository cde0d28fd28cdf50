/**
 * Which version of a flow takes a new call: the newest, or each its share. The draw is made with the call's own names, so
 * that asking again gives the same version. It knows no call that runs.
 */
import { digestOf } from '../engine/digest.ts';
import { CallchartError } from '../errors/callchart-error.ts';
import type { Flow } from '../flow/load-flow.ts';

/** Per cent of new calls by `id@version`. */
export type FlowShares = Readonly<Record<string, number>>;

interface Share {
  readonly flow: Flow;
  readonly percent: number;
}

/** The shares of a process. */
export class Shares {
  readonly #byId = new Map<string, Share[]>();

  /** @throws CallchartError `flow.shares` */
  constructor(shares: FlowShares = {}, find: (id: string, version: string) => Flow | undefined) {
    for (const [name, percent] of Object.entries(shares)) {
      const [, id = '', version = ''] = /^(.+)@([^@]+)$/.exec(name) ?? [];
      const flow = find(id, version);
      if (flow === undefined) throw wrong(`"${name}" is no flow that is loaded; write it as front-desk@2`);
      if (!(percent >= 0 && percent <= 100)) throw wrong(`"${name}" has ${percent}; a share is 0 to 100 per cent`);
      this.#byId.set(id, [...(this.#byId.get(id) ?? []), { flow, percent }]);
    }
    for (const [id, all] of this.#byId) {
      const sum = all.reduce((total, { percent }) => total + percent, 0);
      if (sum > 100) throw wrong(`the shares of "${id}" make ${sum} per cent`);
    }
  }

  /** The version that takes a call. What has no share takes the rest: the newest of those, else the newest of all. */
  choose(newest: Flow, loaded: readonly Flow[], lot: string): Flow {
    const shares = this.#byId.get(newest.id);
    if (shares === undefined) return newest;
    let left = (parseInt(digestOf(lot).slice(0, 8), 16) / 2 ** 32) * 100;
    for (const { flow, percent } of shares) {
      if (left < percent) return flow;
      left -= percent;
    }
    const others = loaded.filter((flow) => !shares.some((share) => share.flow.version === flow.version));
    return (
      others.reduce<Flow | undefined>(
        (best, flow) => (best === undefined || isNotOlder(flow.version, best.version) ? flow : best),
        undefined,
      ) ?? newest
    );
  }
}

const order = new Intl.Collator('en', { numeric: true });

/** Whether a version is as new as another one: `10` is newer than `9`, `1.10` than `1.9`. */
export const isNotOlder = (version: string, other: string): boolean => order.compare(version, other) >= 0;

const wrong = (why: string): CallchartError =>
  new CallchartError('flow.shares', `The shares cannot be: ${why}.`, { details: { why } });
