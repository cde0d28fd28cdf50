/**
 * What is the case at a moment, as far as it can make a difference when somebody does something: where the flow is, how
 * legs stand, which webhooks are under way. Between two moments with one situation only time has passed, so acts are
 * tried in the first of them.
 */
import type { CarrierLeg } from '../carrier/carrier-state.ts';
import type { World } from './world.ts';

/** The situation of a moment, as text. */
export function situationOf({ call, carrier, heldBack }: World): string {
  const flow = call === undefined ? '' : JSON.stringify([call.phase, call.machine.value, call.tasks.length]);
  const legs = carrier.legs.map((leg) => legSituation(leg)).join('|');
  const underWay = carrier.agenda.flatMap(({ what }) =>
    what.kind === 'deliver' ? [`${what.webhook.event}${what.webhook.leg}`] : [],
  );
  return `${flow} ${legs} ${underWay.join(' ')} ${heldBack?.webhook.event ?? ''}`;
}

function legSituation({ signalling, attachment, gather, conversation, streams, recordings }: CarrierLeg): string {
  if (signalling === 'ended') return '';
  const peer = 'peer' in attachment ? attachment.peer : '';
  const digits = gather === undefined ? '' : `${gather.phase}${gather.digits}${gather.attempt}`;
  return `${signalling}${attachment.kind}${peer}${digits}${conversation?.kind ?? ''}${streams.length}${recordings.length}`;
}
