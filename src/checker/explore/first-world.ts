/**
 * The moment at which an explored call begins, and how its flow is explored: an incoming call that rings at us, or one
 * that somebody has started.
 */
import type { Flow } from '../../flow/load-flow.ts';
import { memberOf } from '../../flow/load/machine-reading.ts';
import type { Variants } from '../../simulator/variants.ts';
import { after } from '../carrier/agenda.ts';
import { longestCallMs, makeLeg } from '../carrier/leg-life.ts';
import { modelTiming, msOf } from '../carrier/model-timing.ts';
import { emit, epochMs } from '../carrier/webhooks.ts';
import { checkMetaOf } from '../model/check-meta.ts';
import type { FlowModel } from '../model/flow-model.ts';
import { Host } from './host.ts';
import type { Listener, Rules } from './transition.ts';
import type { Limits } from './violation.ts';
import type { World } from './world.ts';

/** How a flow is explored. */
export function rulesFor(flow: Flow, limits: Limits): Rules {
  // Who starts calls says at least whom to call.
  const { input = { to: '+15550100012' } } = checkMetaOf(flow);
  const outlivesCaller = memberOf(flow.machine.root.config.meta, 'outlivesCaller') === true;
  return { flow, limits, outlivesCaller, input };
}

/** The numbers of explored calls. */
const callerNumber = '+15550100010';
const calledNumber = '+15550100011';

/** The moment at which a call begins. */
export function firstWorld(
  model: FlowModel,
  rules: Rules,
  variants: Variants,
  listener: Listener,
  startsAtMs: number = epochMs,
): World {
  const world: World = {
    call: undefined,
    carrier: { epochMs: startsAtMs, now: 0, order: 0, count: 0, legs: [], agenda: [], variants },
    sending: [],
    due: [],
    decided: [],
    asked: [],
    heldBack: undefined,
    situation: '',
    isOpen: true,
    actor: -1,
    acts: [],
    fault: undefined,
    variant: undefined,
  };
  if (!model.incoming) {
    const nobody = { stepped: () => {}, commanded: () => {} };
    const host = new Host(rules.flow, world, { ...nobody, ...listener }, { input: rules.input });
    host.start();
    host.react();
    return world;
  }
  const leg = makeLeg(world.carrier, {
    direction: 'incoming',
    from: callerNumber,
    to: calledNumber,
    session: 0,
    transferOf: undefined,
    opening: {},
    joins: undefined,
    timeLimitMs: longestCallMs,
    detection: undefined,
    clientState: null,
    parks: false,
  });
  leg.signalling = 'alerting';
  emit(world.carrier, leg, 'call.initiated', { direction: 'incoming', state: 'parked', caller_id_name: callerNumber });
  after(world.carrier, leg.index, msOf(modelTiming.callerPatience), { kind: 'patience' });
  return world;
}
