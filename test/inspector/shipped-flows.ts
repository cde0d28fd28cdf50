/** Every flow that the repository ships, loaded. */
import { loadFlow, type Flow } from 'callchart';
import * as consult from '../../examples/consult/flow.ts';
import * as hello from '../../examples/hello-call/hello.ts';
import * as reminder from '../../examples/reminder/flow.ts';
import * as ringGroup from '../../examples/ring-group/flow.ts';
import * as frontDesk from '../../machines/front-desk.ts';
import * as voicemail from '../../machines/voicemail.ts';

/** The flows by the files they come from. */
export const shippedFlows: Readonly<Record<string, Flow>> = {
  'examples/consult/flow.ts': loadFlow(consult),
  'examples/hello-call/hello.ts': loadFlow(hello),
  'examples/reminder/flow.ts': loadFlow(reminder),
  'examples/ring-group/flow.ts': loadFlow(ringGroup),
  'machines/front-desk.ts': loadFlow(frontDesk),
  'machines/voicemail.ts': loadFlow(voicemail),
};
