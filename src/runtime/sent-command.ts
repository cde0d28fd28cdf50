/**
 * Finds a command that a call has sent, in its journal. It knows the store and sends nothing.
 */
import type { Resent } from '../engine/issue.ts';
import { CallchartError } from '../errors/callchart-error.ts';
import type { Store } from '../stores/store.ts';

const entriesAtOnce = 1_000;

/** The command of that id. @throws CallchartError `call.unknown`, `command.unknown` */
export async function sentCommand(store: Pick<Store, 'journal'>, callId: string, id: string): Promise<Resent> {
  for (let after = 0; ;) {
    const page = await store.journal(callId, after, entriesAtOnce);
    const last = page.at(-1);
    if (last === undefined && after === 0)
      throw new CallchartError('call.unknown', `There is no call ${callId} in this store.`, { details: { callId } });
    for (const { effects } of page)
      for (const effect of effects)
        if (effect.type === 'command' && effect.id === id)
          return { command: effect.command, legId: effect.leg, params: effect.params };
    if (last === undefined || page.length < entriesAtOnce) break;
    after = last.seq;
  }
  throw new CallchartError(
    'command.unknown',
    `Call ${callId} has sent no command ${id}. callchart show --json lists its commands with their ids.`,
    { details: { callId, command: id } },
  );
}
