/**
 * All static rules, in the order in which they are reported: first the outages that they prevent, then the structure.
 */
import type { Rule } from '../finding.ts';
import { alwaysLoop } from './always-loop.ts';
import { amd } from './amd.ts';
import { behindTheLoop } from './behind-the-loop.ts';
import { callerGone } from './caller-gone.ts';
import { consent } from './consent.ts';
import { deadAir } from './dead-air.ts';
import { double } from './double.ts';
import { endless } from './endless.ts';
import { gatherEnds } from './gather-ends.ts';
import { hiddenTransition } from './hidden-transition.ts';
import { legBlind } from './leg-blind.ts';
import { lostLeg } from './lost-leg.ts';
import { noDeadline } from './no-deadline.ts';
import { noDifference } from './no-difference.ts';
import { noSuchDigits } from './no-such-digits.ts';
import { noSuchEvent } from './no-such-event.ts';
import { order } from './order.ts';
import { silentEngineEnd } from './silent-engine-end.ts';
import { timerOnly } from './timer-only.ts';
import { unhandledFailure } from './unhandled-failure.ts';
import { unreachable } from './unreachable.ts';
import { wrongState } from './wrong-state.ts';
import { xstateHazards } from './xstate-hazards.ts';

/** The static rules. */
export const staticRules: readonly Rule[] = [
  deadAir,
  lostLeg,
  legBlind,
  behindTheLoop,
  callerGone,
  gatherEnds,
  wrongState,
  noSuchEvent,
  noDeadline,
  unhandledFailure,
  endless,
  double,
  amd,
  silentEngineEnd,
  consent,
  order,
  unreachable,
  hiddenTransition,
  noSuchDigits,
  noDifference,
  timerOnly,
  alwaysLoop,
  xstateHazards,
];
