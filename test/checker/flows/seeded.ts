/**
 * Flows as people write them who do not know the checker: some with one mistake in them, some that only look like it.
 */

/** A flow with a mistake, and the code under which it is found. */
export interface Seeded {
  readonly name: string;
  readonly code: string;
  readonly config: string;
}

/** Flows with one mistake each. */
export const seeded: readonly Seeded[] = [
  {
    name: 'queue lets go after two minutes, nobody listens',
    code: 'dead-air',
    config: `{
      initial: 'pickUp',
      states: {
        pickUp: { entry: answer(), on: { 'call.answered': 'q' } },
        q: { entry: enqueue({ queue_name: 'support', max_wait_time_secs: 120 }), on: { 'call.bridged': 'talk', 'command.failed.enqueue': 'sorry' } },
        talk: {},
        sorry: { entry: speak({ payload: 'The queue is full.' }), on: { 'call.speak.ended': 'end' }, after: { 10_000: 'end' } },
        end: { type: 'final' } } }`,
  },
  {
    name: 'the end without a goodbye',
    code: 'cut-off',
    config: `{
      initial: 'pickUp',
      states: {
        pickUp: { entry: answer(), on: { 'call.answered': 'menu' } },
        menu: { entry: gatherUsingSpeak({ payload: 'Press 1 for opening hours.', maximum_digits: 1, valid_digits: '1', maximum_tries: 2, timeout_millis: 5_000 }), on: { 'call.gather.ended': [{ guard: { type: 'digits', params: '1' }, target: 'hours' }, { target: 'end' }] }, after: { 60_000: 'end' } },
        hours: { entry: speak({ payload: 'Nine to five.' }), on: { 'call.speak.ended': 'end' }, after: { 10_000: 'end' } },
        end: { type: 'final' } } }`,
  },
  {
    name: 'needs bridged before answered',
    code: 'order',
    config: `{
      initial: 'pickUp',
      states: {
        pickUp: { entry: answer(), on: { 'call.answered': 'put' } },
        put: { entry: transfer({ as: 'desk', to: '+15550140', timeout_secs: 20 }), on: { 'desk.call.answered': 'nearly', 'legs.ended.desk': 'sorry', 'command.failed.transfer': 'sorry' }, after: { 30_000: 'sorry' } },
        nearly: { on: { 'desk.call.bridged': 'talk', 'legs.ended.desk': 'sorry' }, after: { 5_000: 'sorry' } },
        talk: { on: { 'legs.ended.desk': 'end' } },
        sorry: { entry: [hangup({ leg: 'desk' }), speak({ payload: 'Nobody is here.' })], on: { 'call.speak.ended': 'end' }, after: { 10_000: 'end' } },
        end: { type: 'final' } } }`,
  },
  {
    name: 'refer whose failure leads nowhere',
    code: 'unhandled-failure',
    config: `{
      initial: 'pickUp',
      states: {
        pickUp: { entry: answer(), on: { 'call.answered': 'away' } },
        away: { entry: refer({ sip_address: 'sip:desk@example.com' }), on: { 'call.refer.completed': 'end' } },
        end: { type: 'final' } } }`,
  },
  {
    name: 'hold music stops with the file',
    code: 'dead-air',
    config: `{
      initial: 'pickUp',
      states: {
        pickUp: { entry: answer(), on: { 'call.answered': 'hold' } },
        hold: { entry: [startPlayback({ audio_url: 'https://example.com/short.mp3' }), dial({ as: 'agent', to: '+15550170', timeout_secs: 40 })], on: { 'agent.call.answered': 'join', 'legs.ended.agent': 'sorry' }, after: { 50_000: 'sorry' } },
        join: { entry: bridge({ call_control_id: leg('agent') }), on: { 'call.bridged': 'talk', 'legs.ended.agent': 'sorry', 'command.failed.bridge': 'sorry' }, after: { 8_000: 'sorry' } },
        talk: { on: { 'legs.ended.agent': 'end' } },
        sorry: { entry: [hangup({ leg: 'agent' }), speak({ payload: 'Nobody is here.', stop: 'all' })], on: { 'call.speak.ended': 'end' }, after: { 10_000: 'end' } },
        end: { type: 'final' } } }`,
  },
];

/** Flows without one: none of them may be blamed. */
export const sound: readonly (Omit<Seeded, 'code'> & { readonly mostStates?: number })[] = [
  {
    name: 'queue with music and a limit',
    config: `{
      initial: 'pickUp',
      states: {
        pickUp: { entry: answer(), on: { 'call.answered': 'q' } },
        q: { entry: enqueue({ queue_name: 'support', max_wait_time_secs: 120 }), on: { 'call.bridged': 'talk', 'call.dequeued': [{ guard: { type: 'reason', params: 'timeout' }, target: 'sorry' }], 'command.failed.enqueue': 'sorry' }, after: { 180_000: 'sorry' } },
        talk: {},
        sorry: { entry: speak({ payload: 'Nobody is free. Please call later.' }), on: { 'call.speak.ended': 'end' }, after: { 12_000: 'end' } },
        end: { type: 'final' } } }`,
  },
  {
    name: 'a greeting that is keyed over: its end is not what the last prompt waits for',
    mostStates: 7_000,
    config: `{
      initial: 'pickUp',
      states: {
        pickUp: { entry: answer(), on: { 'call.answered': 'greet' } },
        greet: { entry: speak({ payload: 'Welcome.' }), after: { 300: 'pin' } },
        pin: { entry: gatherUsingSpeak({ payload: 'Your PIN?', minimum_digits: 4, maximum_digits: 4, maximum_tries: 1, valid_digits: '0123456789', timeout_millis: 5_000 }), on: { 'call.gather.ended': [{ guard: { type: 'digits', params: '4711' }, target: 'yes' }, { target: 'sorry' }] }, after: { 60_000: 'sorry' } },
        yes: { entry: speak({ payload: 'Welcome. Goodbye.' }), on: { 'call.speak.ended': 'end' }, after: { 10_000: 'end' } },
        sorry: { entry: speak({ payload: 'Sorry. Goodbye.' }), on: { 'call.speak.ended': 'end' }, after: { 10_000: 'end' } },
        end: { type: 'final' } } }`,
  },
  {
    name: 'one by one',
    config: `{
      initial: 'pickUp', context: { next: 0 },
      states: {
        pickUp: { entry: answer(), on: { 'call.answered': 'music' } },
        music: { entry: startPlayback({ audio_url: 'https://example.com/m.mp3', loop: 'infinity' }), always: 'ring' },
        ring: { entry: dial(({ context }) => ({ as: 'agent', to: ['+15550181', '+15550182', '+15550183'][context.next], timeout_secs: 15 })), exit: assign({ next: ({ context }) => context.next + 1 }),
          on: { 'agent.call.answered': 'join', 'legs.ended.agent': [{ guard: ({ context }) => context.next < 2, target: 'ring', reenter: true }, { target: 'sorry' }] }, after: { 25_000: 'sorry' } },
        join: { entry: bridge({ call_control_id: leg('agent') }), on: { 'call.bridged': 'talk', 'legs.ended.agent': 'sorry', 'command.failed.bridge': 'sorry' }, after: { 8_000: 'sorry' } },
        talk: { on: { 'legs.ended.agent': 'end' } },
        sorry: { entry: [hangup({ leg: 'agent' }), speak({ payload: 'Nobody is free.', stop: 'all' })], on: { 'call.speak.ended': 'end' }, after: { 12_000: 'end' } },
        end: { type: 'final' } } }`,
  },
  {
    name: 'ring first, answer when somebody is there',
    config: `{
      initial: 'find',
      states: {
        find: { entry: dial({ as: 'owner', to: '+15550190', timeout_secs: 20 }), on: { 'owner.call.answered': 'join', 'legs.ended.owner': 'busy' }, after: { 30_000: 'busy' } },
        join: { entry: bridge({ call_control_id: leg('owner') }), on: { 'call.bridged': 'talk', 'legs.ended.owner': 'busy', 'command.failed.bridge': 'busy' }, after: { 8_000: 'busy' } },
        talk: { on: { 'legs.ended.owner': 'end' } },
        busy: { entry: [hangup({ leg: 'owner' }), hangup()], on: { 'call.hangup': 'end' }, after: { 10_000: 'end' } },
        end: { type: 'final' } } }`,
  },
  {
    name: 'music with a message every 20 s, three times',
    config: `{
      initial: 'pickUp', context: { n: 0 },
      states: {
        pickUp: { entry: answer(), on: { 'call.answered': 'music' } },
        music: { entry: [startPlayback({ audio_url: 'https://example.com/m.mp3', loop: 'infinity', stop: 'all' }), assign({ n: ({ context }) => context.n + 1 })], after: { 20_000: [{ guard: ({ context }) => context.n < 3, target: 'still' }, { target: 'bye' }] } },
        still: { entry: speak({ payload: 'Please hold on.', stop: 'all' }), on: { 'call.speak.ended': 'music' }, after: { 10_000: 'music' } },
        bye: { entry: speak({ payload: 'Nobody is free, goodbye.', stop: 'all' }), on: { 'call.speak.ended': 'end' }, after: { 10_000: 'end' } },
        end: { type: 'final' } } }`,
  },
  {
    name: 'nested menu with back and operator by zero or nothing',
    config: `{
      initial: 'pickUp',
      states: {
        pickUp: { entry: answer(), on: { 'call.answered': 'menu' } },
        menu: { initial: 'main', after: { 120_000: 'operator' }, states: {
          main: { entry: gatherUsingSpeak({ payload: '1 for bills, 0 for the operator.', maximum_digits: 1, maximum_tries: 1, timeout_millis: 5_000 }), on: { 'call.gather.ended': [{ guard: { type: 'digits', params: '1' }, target: 'bills' }, { guard: { type: 'digits', params: '0' }, target: '#op' }, { target: '#op' }] } },
          bills: { entry: gatherUsingSpeak({ payload: '1 to hear your balance, 9 to go back.', maximum_digits: 1, maximum_tries: 1, timeout_millis: 5_000 }), on: { 'call.gather.ended': [{ guard: { type: 'digits', params: '9' }, target: 'main' }, { guard: { type: 'digits', params: '1' }, target: 'balance' }, { target: '#op' }] } },
          balance: { entry: speak({ payload: 'Ten pounds.' }), on: { 'call.speak.ended': '#bye' } } } },
        operator: { id: 'op', entry: transfer({ as: 'op', to: '+15550140', timeout_secs: 20 }), on: { 'op.call.bridged': 'talk', 'legs.ended.op': 'bye', 'command.failed.transfer': 'bye' }, after: { 30_000: 'bye' } },
        talk: { on: { 'legs.ended.op': 'end' } },
        bye: { id: 'bye', entry: [hangup({ leg: 'op' }), speak({ payload: 'Goodbye.' })], on: { 'call.speak.ended': 'end' }, after: { 12_000: 'end' } },
        end: { type: 'final' } } }`,
  },
  {
    name: 'timers that go on, ends that do too',
    config: `{
      initial: 'pickUp',
      states: {
        pickUp: { entry: answer(), on: { 'call.answered': 'news' }, after: { 30_000: 'end' } },
        news: { entry: startPlayback({ audio_url: 'https://example.com/n.mp3' }), on: { 'call.playback.ended': 'ask', 'command.failed.startPlayback': 'ask' }, after: { 120_000: 'trouble' } },
        trouble: { entry: speak({ payload: 'Sorry, there is a problem.' }), on: { 'call.speak.ended': 'end' }, after: { 12_000: 'end' } },
        ask: { entry: speak({ payload: 'Press 1 to hear it again.' }), on: { 'call.speak.ended': 'key' }, after: { 20_000: 'trouble' } },
        key: { entry: gather({ maximum_digits: 1, timeout_millis: 5_000, initial_timeout_millis: 5_000 }), on: { 'call.gather.ended': [{ guard: { type: 'digits', params: '1' }, target: 'news' }, { target: 'bye' }] }, after: { 20_000: 'bye' } },
        bye: { entry: speak({ payload: 'Goodbye.' }), on: { 'call.speak.ended': 'end' }, after: { 12_000: 'end' } },
        end: { type: 'final' } } }`,
  },
];
