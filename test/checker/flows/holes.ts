/**
 * The holes that public call flows really have, as flows: what was read in their sources, written as their authors might
 * have written it here. Each names the code under which it has to be found.
 */

/** A flow with a hole. */
export interface Hole {
  readonly name: string;
  /** Where it was seen, and what is wrong. */
  readonly seen: string;
  readonly config: string;
  /** The codes under which it has to be found. */
  readonly codes: readonly string[];
}

/** The holes, by the numbers of the survey of public flows. */
export const holes: readonly Hole[] = [
  {
    name: '1: find me, follow me',
    seen: 'demo-findme-ivr: any other key, or none, leads nowhere; the owner who does not answer leaves the caller parked',
    codes: ['gather-ends', 'lost-leg', 'dead-air'],
    config: `{
      initial: 'finding',
      states: {
        finding: {
          entry: dial({ as: 'owner', to: '+15550101', timeout_secs: 30 }),
          on: { 'owner.call.answered': 'asking' },
        },
        asking: {
          entry: gatherUsingSpeak({ leg: 'owner', payload: 'Press 1 to take the call, 2 for voicemail.', valid_digits: '123', maximum_digits: 1, maximum_tries: 1, timeout_millis: 6_000 }),
          on: {
            'owner.call.gather.ended': [
              { guard: { type: 'digits', params: '1' }, target: 'joining' },
              { guard: { type: 'digits', params: '2' }, target: 'voicemail' },
            ],
          },
        },
        joining: { entry: bridge({ call_control_id: leg('owner') }), on: { 'call.bridged': 'connected' } },
        connected: {},
        voicemail: {
          entry: [answer(), hangup({ leg: 'owner' })],
          on: { 'call.answered': 'greeting' },
        },
        greeting: { entry: speak({ payload: 'Leave a message.' }), on: { 'call.speak.ended': 'recording' } },
        recording: {
          entry: startRecording({ format: 'mp3', channels: 'single', play_beep: true }),
          on: { 'call.recording.saved': 'done' },
        },
        done: { type: 'final' },
      },
    }`,
  },
  {
    name: '5: conference with hold, outgoing legs answered',
    seen: 'demo-conference-node: answers outgoing legs as well (90102); the second caller waits in silence',
    codes: ['wrong-state'],
    config: `{
      initial: 'answering',
      states: {
        answering: { entry: answer(), on: { 'call.answered': 'calling' } },
        calling: {
          entry: [speak({ payload: 'Welcome. We call the others.' }), dial({ as: 'other', to: '+15550101', timeout_secs: 20 })],
          on: { 'other.call.initiated': 'taking', 'legs.ended.other': 'done', 'command.failed.dial': 'done' },
          after: { 40_000: 'done' },
        },
        taking: {
          entry: answer({ leg: 'other' }),
          on: { 'other.call.answered': 'joined', 'legs.ended.other': 'done' },
          after: { 40_000: 'done' },
        },
        joined: { on: { 'legs.ended.other': 'done' } },
        done: { type: 'final' },
      },
    }`,
  },
  {
    name: '6: message drop, two speaks at once',
    seen: 'demo-amd: nobody handles the verdict; greeting.ended starts a second speak while the first still plays',
    codes: ['no-deadline', 'dead-air'],
    config: `{
      initial: 'dialling',
      states: {
        dialling: {
          entry: dial({ to: '+15550101', from: '+15550100', answering_machine_detection: 'detect_words' }),
          on: { 'call.answered': 'speaking' },
        },
        speaking: { entry: speak({ payload: 'This is a message for you.' }), on: { 'call.machine.greeting.ended': 'again' } },
        again: { entry: speak({ payload: 'This is a message for you.' }), on: { 'call.speak.ended': 'done' } },
        done: { type: 'final' },
      },
    }`,
  },
  {
    name: '10: PBX, all phones at once',
    seen: 'express-pbx: the list of phones never shrinks, so the caller whom nobody takes is never told',
    codes: ['lost-leg', 'dead-air'],
    config: `{
      initial: 'ringing',
      states: {
        ringing: {
          entry: dial({ as: 'phone', to: ['+15550101', '+15550102'], timeout_secs: 20, link_to: leg('caller'), bridge_on_answer: true }),
          on: { 'phone.call.bridged': 'connected' },
        },
        connected: { on: { 'legs.ended.phone': 'voicemail' } },
        voicemail: { entry: answer(), on: { 'call.answered': 'greeting' } },
        greeting: { entry: speak({ payload: 'Leave a message.' }), on: { 'call.speak.ended': 'recording' } },
        recording: { entry: startRecording({ format: 'mp3', channels: 'single', play_beep: true }), on: { 'call.recording.saved': 'done' } },
        done: { type: 'final' },
      },
    }`,
  },
  {
    name: '13: the first one to press 1',
    seen: 'sinatra-call-control-bridge-connect: plays before the call is answered; nobody tells the caller when all refuse; the others ring on when the caller is gone',
    codes: ['wrong-state', 'lost-leg'],
    config: `{
      initial: 'starting',
      states: {
        starting: {
          entry: [
            answer(),
            startPlayback({ audio_url: 'https://example.com/ringing.mp3' }),
            dial({ as: 'rep', to: ['+15550101', '+15550102'], timeout_secs: 20 }),
          ],
          on: { 'rep.call.answered': 'asking' },
        },
        asking: {
          entry: gatherUsingSpeak({ leg: 'leg:rep', payload: 'Press 1.', maximum_digits: 1, maximum_tries: 1, timeout_millis: 6_000 }),
          on: { 'rep.call.gather.ended': [{ guard: { type: 'digits', params: '1' }, target: 'joining' }, { actions: hangup({ leg: leg() }) }] },
        },
        joining: { entry: [bridge({ call_control_id: leg('rep') }), hangup({ leg: others('rep') })], on: { 'call.bridged': 'connected' } },
        connected: {},
      },
    }`,
  },
  {
    name: '15: queue with hold music',
    seen: 'call-queue-with-hold-music: nothing ever moves a holding caller on',
    codes: ['endless', 'unreachable'],
    config: `{
      initial: 'answering',
      states: {
        answering: { entry: answer(), on: { 'call.answered': 'queued' } },
        queued: { entry: speak({ payload: 'You are number three.' }), on: { 'call.speak.ended': 'holding' }, after: { 9_000: 'holding' } },
        holding: { entry: startPlayback({ audio_url: 'https://example.com/hold.mp3', loop: 'infinity' }) },
        connecting: {
          entry: transfer({ as: 'agent', to: '+15550101' }),
          on: { 'agent.call.bridged': 'connected', 'legs.ended.agent': 'holding' },
          after: { 45_000: 'holding' },
        },
        connected: { on: { 'legs.ended.agent': 'done' } },
        done: { type: 'final' },
      },
    }`,
  },
  {
    name: '16: fraud alert, asked again after the answer',
    seen: 'fraud-alert-verification: the end of the thanks starts another gather, and no branch hangs up',
    codes: ['gather-ends', 'dead-air'],
    config: `{
      initial: 'dialling',
      states: {
        dialling: { entry: dial({ to: '+15550101', from: '+15550100' }), on: { 'call.answered': 'telling', 'call.hangup': 'done' }, after: { 60_000: 'done' } },
        telling: { entry: speak({ payload: 'Was this you? Press 1 or 2.' }), on: { 'call.speak.ended': 'asking', 'call.hangup': 'done' }, after: { 9_000: 'asking' } },
        asking: {
          entry: gather({ valid_digits: '123', maximum_digits: 1, timeout_millis: 15_000 }),
          on: {
            'call.gather.ended': [
              { guard: { type: 'digits', params: '1' }, target: 'thanks' },
              { guard: { type: 'digits', params: '2' }, target: 'thanks' },
            ],
            'call.hangup': 'done',
          },
        },
        thanks: { entry: speak({ payload: 'Thank you.' }), on: { 'call.speak.ended': 'asking', 'call.hangup': 'done' }, after: { 9_000: 'asking' } },
        done: { type: 'final' },
      },
    }`,
  },
  {
    name: '17: live poll, nobody votes',
    seen: 'conference-live-poll-dtmf: an empty gather leads nowhere, and the voter stays in silence',
    codes: ['gather-ends', 'dead-air'],
    config: `{
      initial: 'dialling',
      states: {
        dialling: { entry: dial({ to: '+15550101', from: '+15550100' }), on: { 'call.answered': 'question', 'call.hangup': 'done' }, after: { 60_000: 'done' } },
        question: { entry: speak({ payload: 'Press 1 for yes, 2 for no.' }), on: { 'call.speak.ended': 'voting', 'call.hangup': 'done' }, after: { 9_000: 'voting' } },
        voting: {
          entry: gather({ maximum_digits: 1, timeout_millis: 15_000 }),
          on: { 'call.gather.ended': { guard: { type: 'not', params: 'noinput' }, target: 'thanks' }, 'call.hangup': 'done' },
        },
        thanks: { entry: speak({ payload: 'Thank you.' }), on: { 'call.speak.ended': 'voted', 'call.hangup': 'done' }, after: { 9_000: 'voted' } },
        voted: { on: { 'call.hangup': 'done' } },
        done: { type: 'final' },
      },
    }`,
  },
  {
    name: '24: graph engine, answers and speaks at once',
    seen: 'telnyx-demo-contact-center: does not wait for call.answered; transfer and hangup nodes are never left; a hangup follows the edge for no digits and speaks to a dead leg',
    codes: ['wrong-state', 'lost-leg'],
    config: `{
      initial: 'welcome',
      on: { 'call.hangup': '.goodbye' },
      states: {
        welcome: { entry: [answer(), speak({ payload: 'Welcome.' })], on: { 'call.speak.ended': 'menu', 'call.playback.ended': 'menu' } },
        menu: {
          entry: gather({ maximum_digits: 1, timeout_millis: 10_000 }),
          on: { 'call.gather.ended': [{ guard: { type: 'digits', params: '1' }, target: 'transferring' }, { target: 'goodbye' }] },
        },
        transferring: { entry: transfer({ as: 'agent', to: '+15550101' }) },
        goodbye: { entry: speak({ payload: 'Goodbye.' }), on: { 'call.speak.ended': 'hanging' } },
        hanging: { entry: hangup() },
      },
    }`,
  },
];
