/**
 * How commands and events change what may be the case on legs. A command is taken to be carried out; what fails is told
 * by its event. Between two events anything that nobody was told of may have happened.
 */
import { readLegAddress } from '../../flow/leg-address.ts';
import { type CommandUse, hasParam, roleMade } from './command-use.ts';
import { readEventName } from './event-names.ts';
import {
  type Facts,
  FIRST,
  Hold,
  Is,
  joinLegs,
  type LegFacts,
  noLeg,
  only,
  Play,
  ringingLeg,
  Sig,
  withLeg,
} from './leg-facts.ts';

/** Where a command or an event is. */
export interface Scene {
  /** The role whose events have bare names beside `caller`. */
  readonly firstRole: string;
  /** The key of the leg of the event that is handled. */
  readonly eventLeg: string | undefined;
}

/** The key of a role. */
export const keyOf = (role: string, { firstRole }: Pick<Scene, 'firstRole'>): string =>
  role === 'caller' || role === firstRole ? FIRST : role;

/** The key of the leg that a command addresses; undefined when it may be any. */
export function addressedLeg({ command, params }: CommandUse, scene: Scene): string | undefined {
  const address = params['leg'];
  if (command === 'dial') return undefined;
  if (address === undefined) return FIRST;
  const read = readLegAddress(address);
  if (read === undefined) return undefined;
  if (read.others) return undefined;
  return read.role === undefined ? scene.eventLeg : keyOf(read.role, scene);
}

/** The key of the leg that a param names, such as `call_control_id` of bridge. */
export function namedLeg({ params }: CommandUse, key: string, scene: Scene): string | undefined {
  const read = readLegAddress(params[key]);
  if (read === undefined || read.others) return undefined;
  return read.role === undefined ? scene.eventLeg : keyOf(read.role, scene);
}

type Change = (leg: LegFacts, use: CommandUse) => LegFacts;

const plays: Change = (leg, use) => {
  const loops = use.params['loop'] === 'infinity';
  const stopped = hasParam(use, 'stop') ? Play.none : leg.play;
  const behind = stopped & Play.loop;
  return { ...leg, play: behind | (loops ? Play.loop : Play.once), addressed: Is.yes };
};
const asks: Change = (leg) => ({ ...leg, gather: Is.yes, addressed: Is.yes });
const engages: Change = (leg) => ({ ...leg, hold: leg.hold | Hold.engaged, addressed: Is.yes });
const leaves: Change = (leg) => ({ ...leg, sig: leg.sig | Sig.ended, leaving: Is.yes });
const waits: Change = (leg) => ({ ...leg, hold: Hold.pending });

const onLeg: Readonly<Partial<Record<CommandUse['command'], Change>>> = {
  answer: (leg, use) => ({
    ...leg,
    sig: only(leg.sig, Sig.ringing) ? Sig.answering : leg.sig,
    ...(hasParam(use, 'record') && { recording: Is.yes }),
    ...((hasParam(use, 'assistant') || hasParam(use, 'conversation_relay_config')) && {
      hold: Hold.engaged,
      addressed: Is.yes,
    }),
  }),
  speak: plays,
  startPlayback: (leg, use) => (use.params['overlay'] === true ? leg : plays(leg, use)),
  stopPlayback: (leg, use) => (use.params['overlay'] === true ? leg : { ...leg, play: Play.none }),
  gather: asks,
  gatherUsingSpeak: asks,
  gatherUsingAudio: asks,
  stopGather: (leg) => ({ ...leg, gather: Is.no }),
  gatherUsingAI: engages,
  pay: engages,
  startAIAssistant: engages,
  joinAIAssistant: engages,
  startConversationRelay: engages,
  startStreaming: (leg, use) => (hasParam(use, 'stream_bidirectional_mode') ? engages(leg, use) : leg),
  stopAIAssistant: (leg) => ({ ...leg, hold: Hold.free }),
  stopConversationRelay: (leg) => ({ ...leg, hold: Hold.free }),
  startRecording: (leg) => ({ ...leg, recording: Is.yes }),
  stopRecording: (leg) => ({ ...leg, recording: Is.no }),
  pauseRecording: (leg) => ({ ...leg, recording: Is.no }),
  resumeRecording: (leg) => ({ ...leg, recording: Is.yes | Is.no }),
  transfer: waits,
  bridge: (leg, use) => (hasParam(use, 'video_room_id') ? { ...leg, hold: Hold.conference } : waits(leg, use)),
  refer: waits,
  enqueue: waits,
  leaveQueue: (leg) => ({ ...leg, hold: Hold.free }),
  // On their way out: nothing is said of them any more until their end is told.
  hangup: leaves,
  reject: leaves,
};

/** The facts after a command. */
export function afterCommand(facts: Facts, use: CommandUse, scene: Scene): Facts {
  if (use.isConditional) return afterPerhaps(facts, use, scene);
  if (use.command === 'dial') return afterDial(facts, use, scene);
  const key = addressedLeg(use, scene);
  const change = onLeg[use.command];
  let next =
    change === undefined
      ? facts
      : key === undefined
        ? anyMay(facts, change, use)
        : withLeg(facts, key, (leg) => change(leg, use));
  if (use.command === 'transfer') next = afterTransfer(next, use, scene);
  const peer = use.command === 'bridge' ? namedLeg(use, 'call_control_id', scene) : undefined;
  return peer === undefined ? next : withLeg(next, peer, (leg) => waits(leg, use));
}

function afterPerhaps(facts: Facts, use: CommandUse, scene: Scene): Facts {
  const after = afterCommand(facts, { ...use, isConditional: false }, scene);
  const keys = new Set([...facts.keys(), ...after.keys()]);
  return new Map([...keys].map((key) => [key, joinLegs(facts.get(key) ?? noLeg, after.get(key) ?? noLeg)] as const));
}

/** It is not known which leg is meant: each may be. */
function anyMay(facts: Facts, change: Change, use: CommandUse): Facts {
  return new Map([...facts].map(([key, leg]) => [key, joinLegs(leg, change(leg, use))] as const));
}

function afterDial(facts: Facts, use: CommandUse, scene: Scene): Facts {
  const role = roleMade(use);
  if (role === undefined) return facts;
  const detects =
    hasParam(use, 'answering_machine_detection') && use.params['answering_machine_detection'] !== 'disabled';
  const made: LegFacts = {
    ...ringingLeg,
    detecting: detects ? Is.yes : Is.no,
    hold: use.params['bridge_on_answer'] === true ? Hold.pending : Hold.free,
    recording: hasParam(use, 'record') ? Is.yes : Is.no,
  };
  return withLeg(facts, keyOf(role, scene), () => made);
}

function afterTransfer(facts: Facts, use: CommandUse, scene: Scene): Facts {
  const role = roleMade(use);
  if (role === undefined) return facts;
  const detects =
    hasParam(use, 'answering_machine_detection') && use.params['answering_machine_detection'] !== 'disabled';
  return withLeg(facts, keyOf(role, scene), () => ({
    ...ringingLeg,
    hold: Hold.pending,
    detecting: detects ? Is.yes : Is.no,
  }));
}

/**
 * The facts when an event is handled: what the flow took no notice of meanwhile, then what the event says.
 * @param notices whether the state is left for certain when an event of that name comes
 */
export function onEvent(facts: Facts, event: string, scene: Scene, notices: (event: string) => boolean): Facts {
  const name = readEventName(event);
  if (name.kind === 'always' || name.kind === 'state done') return facts;
  const later = new Map([...facts].map(([key, leg]) => [key, meanwhile(leg, key, notices)] as const));
  switch (name.kind) {
    case 'telnyx': {
      const key = name.role === undefined ? FIRST : keyOf(name.role, scene);
      const change = told[name.type];
      const changed = change === undefined ? later : withLeg(later, key, change);
      return name.type === 'call.bridged'
        ? bridgedWith(changed, key)
        : name.type === 'call.hangup'
          ? freed(changed, key)
          : changed;
    }
    case 'legs ended':
      return freed(
        withLeg(later, keyOf(name.role, scene), () => ({ ...noLeg, sig: Sig.ended })),
        keyOf(name.role, scene),
      );
    case 'failed':
      return afterFailure(later, name.command);
    case 'succeeded':
    case 'silent':
    case 'other':
    case 'timer':
    case 'task':
      return later;
    default:
      return name satisfies never;
  }
}

/**
 * While the flow takes no notice, what rings may be answered or end, and what plays may end. Of the first leg's end it
 * always takes notice: unhandled, it ends the call.
 */
function meanwhile(leg: LegFacts, key: string, notices: (event: string) => boolean): LegFacts {
  const passes = (type: string): boolean => !notices(key === FIRST ? type : `${key}.${type}`);
  let { sig } = leg;
  if ((sig & Sig.answering) !== 0 && passes('call.answered')) sig |= Sig.answered;
  if (key !== FIRST && (sig & Sig.ringing) !== 0 && passes('call.answered')) sig |= Sig.answered;
  const ends = key !== FIRST && passes('call.hangup') && !notices(`legs.ended.${key}`);
  if (ends && (sig & (Sig.ringing | Sig.answered)) !== 0) sig |= Sig.ended;
  if (key === FIRST && (leg.hold & Hold.pending) !== 0 && (sig & Sig.ringing) !== 0) sig |= Sig.answered;
  const hold = (leg.hold & Hold.pending) === 0 ? leg.hold : leg.hold | Hold.bridged | Hold.queued | Hold.free;
  const endsPlay = passes('call.speak.ended') && passes('call.playback.ended');
  const endsDetection = passes('call.machine.detection.ended') && passes('call.machine.premium.detection.ended');
  return {
    ...leg,
    sig,
    hold: (hold & (Hold.bridged | Hold.queued | Hold.engaged)) === 0 ? hold : hold | Hold.free,
    play: (leg.play & Play.once) !== 0 && endsPlay ? leg.play | Play.none : leg.play,
    gather: (leg.gather & Is.yes) !== 0 && passes('call.gather.ended') ? Is.yes | Is.no : leg.gather,
    recording: (leg.recording & Is.yes) === 0 ? leg.recording : Is.yes | Is.no,
    detecting: (leg.detecting & Is.yes) !== 0 && endsDetection ? Is.yes | Is.no : leg.detecting,
  };
}

const free = (leg: LegFacts): LegFacts => ({ ...leg, hold: Hold.free });
const answered = (leg: LegFacts): LegFacts => ({ ...leg, sig: Sig.answered });
const detected = (leg: LegFacts): LegFacts => ({ ...answered(leg), detecting: Is.no });

/** What an event tells of its leg. */
const told: Readonly<Record<string, (leg: LegFacts) => LegFacts>> = {
  'call.answered': answered,
  'call.bridged': (leg) => ({ ...leg, sig: Sig.answered, hold: Hold.bridged, play: Play.none | leg.play }),
  'call.hangup': () => ({ ...noLeg, sig: Sig.ended }),
  'call.enqueued': (leg) => ({ ...leg, hold: Hold.queued }),
  'call.dequeued': free,
  'call.speak.ended': (leg) => ({ ...leg, sig: Sig.answered, play: (leg.play & Play.loop) | Play.none }),
  'call.playback.ended': (leg) => ({ ...leg, sig: Sig.answered, play: (leg.play & Play.loop) | Play.none }),
  'call.gather.ended': (leg) => ({ ...leg, sig: Sig.answered, gather: Is.no }),
  'call.ai_gather.ended': free,
  'call.conversation.ended': free,
  'call.payment.completed': free,
  'call.refer.failed': free,
  'streaming.stopped': free,
  'streaming.failed': free,
  'call.recording.saved': (leg) => ({ ...leg, recording: Is.no }),
  'call.recording.error': (leg) => ({ ...leg, recording: Is.no }),
  'call.machine.detection.ended': detected,
  'call.machine.premium.detection.ended': detected,
  // Only an answered leg beeps.
  'call.machine.greeting.ended': answered,
  'call.machine.premium.greeting.ended': answered,
};

/** A bridge has two ends: every other leg that waits for one may be the other. */
function bridgedWith(facts: Facts, key: string): Facts {
  return new Map(
    [...facts].map(([other, leg]) =>
      other === key || (leg.hold & Hold.pending) === 0
        ? ([other, leg] as const)
        : ([other, { ...leg, sig: Sig.answered, hold: Hold.bridged, play: Play.none | leg.play }] as const),
    ),
  );
}

/** One leg is over: what was bridged with it, or waited for it, is free; it may be on its way out as well. */
function freed(facts: Facts, key: string): Facts {
  return new Map(
    [...facts].map(([other, leg]) => {
      if (other === key || (leg.hold & (Hold.bridged | Hold.pending)) === 0) return [other, leg] as const;
      const rest = leg.hold & ~(Hold.bridged | Hold.pending);
      return [other, { ...leg, hold: rest | Hold.free }] as const;
    }),
  );
}

function afterFailure(facts: Facts, command: string): Facts {
  const undo: Readonly<Record<string, (leg: LegFacts) => LegFacts>> = {
    transfer: free,
    bridge: free,
    enqueue: free,
    refer: free,
    startAIAssistant: free,
    startConversationRelay: free,
    speak: (leg) => ({ ...leg, play: leg.play | Play.none }),
    startPlayback: (leg) => ({ ...leg, play: leg.play | Play.none }),
    gather: (leg) => ({ ...leg, gather: Is.no }),
    gatherUsingSpeak: (leg) => ({ ...leg, gather: Is.no }),
    gatherUsingAudio: (leg) => ({ ...leg, gather: Is.no }),
    startRecording: (leg) => ({ ...leg, recording: Is.no }),
  };
  const change = undo[command];
  return change === undefined
    ? facts
    : new Map([...facts].map(([key, leg]) => [key, joinLegs(leg, change(leg))] as const));
}
