/** Flows that tests of the page need. */
import { assign, setup } from 'xstate';
import { answer, callActions, type CallEvents, hangup, loadFlow, speak, type Flow } from 'callchart';

const call = setup({
  types: { context: {} as { keys: string }, events: {} as CallEvents },
  actions: { ...callActions, remember: assign({ keys: ({ context, event }) => context.keys + digitOf(event) }) },
});

const digitOf = (event: CallEvents): string => (event.type === 'call.dtmf.received' ? (event.payload.digit ?? '') : '');

/** Remembers every key; # ends it with a word. */
export const keypadFlow: Flow = loadFlow(
  call.createMachine({
    id: 'keypad',
    version: '1',
    context: { keys: '' },
    initial: 'answering',
    states: {
      answering: { entry: answer(), on: { 'call.answered': 'listening' } },
      listening: {
        on: {
          'call.dtmf.received': [
            { guard: ({ event }) => event.payload.digit === '#', target: 'thanking' },
            { actions: 'remember' },
          ],
        },
        after: { 3_600_000: 'thanking' },
      },
      thanking: {
        entry: speak({ payload: 'Thank you.', voice: 'female' }),
        on: { 'call.speak.ended': 'ending', 'command.failed.speak': 'ending' },
        after: { 1_800_000: 'ending' },
      },
      ending: { entry: hangup() },
    },
  }),
);

/** Markup that would run, were it taken for markup. */
export const hostileWords = `<img src=x onerror="window.ran=1"><script>window.ran=1</script>`;

/** Says it. */
export const hostileFlow: Flow = loadFlow(
  call.createMachine({
    id: 'hostile',
    version: '1',
    context: { keys: hostileWords },
    initial: 'answering',
    states: {
      answering: { entry: answer(), on: { 'call.answered': 'saying' } },
      saying: { entry: speak({ payload: hostileWords, voice: 'female' }), after: { 3_600_000: 'done' } },
      done: { type: 'final' },
    },
  }),
);

/** More states than can be drawn. */
export const longFlow: Flow = loadFlow(
  call.createMachine({
    id: 'crowd',
    version: '1',
    context: { keys: '' },
    initial: 'listening',
    states: {
      listening: { entry: answer(), on: { 'call.answered': 'state0' } },
      ...Object.fromEntries(
        Array.from({ length: 180 }, (_, index) => [
          `state${index}`,
          {
            entry: speak({ payload: `This is state ${index}.`, voice: 'female' }),
            on: { 'call.speak.ended': index === 179 ? 'listening' : `state${index + 1}` },
          },
        ]),
      ),
    },
  }),
);
