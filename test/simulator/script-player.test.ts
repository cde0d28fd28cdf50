import { systemClock } from 'callchart';
import { type CallScript, runScript } from 'callchart/simulator';
import { describe, expect, it } from 'vitest';
import { application, type Application } from './application.ts';

/** Answers, asks for a key, transfers on 1, says goodbye else. */
function frontDesk(): Application {
  const app = application();
  app.on('call.initiated', async ({ payload }) => {
    if (payload['direction'] === 'incoming') await app.send('answer', 'A');
  });
  app.on('call.answered', async ({ payload }) => {
    if (payload['direction'] === 'outgoing' || payload['to'] === '+15550100020') return;
    await app.send('gatherUsingSpeak', 'A', {
      payload: 'Press 1 for sales.',
      voice: 'female',
      maximum_digits: 1,
      maximum_tries: 1,
      timeout_millis: 6_000,
    });
  });
  app.on('call.gather.ended', async ({ payload }) => {
    if (payload['digits'] === '1') await app.send('transfer', 'A', { to: '+15550100020', timeout_secs: 20 });
    else await app.send('hangup', 'A');
  });
  app.on('call.hangup', async ({ payload }) => {
    if (payload['to'] === '+15550100020')
      await app.send('speak', 'A', { payload: 'Nobody is there. Goodbye.', voice: 'female' });
  });
  app.on('call.speak.ended', async () => void (await app.send('hangup', 'A')));
  return app;
}

const play = async (script: CallScript) => {
  const app = frontDesk();
  return runScript(app.simulator, script, app.clock);
};

describe('a script', () => {
  it('that is followed passes', async () => {
    const outcome = await play({
      steps: [
        { agent: 'answers', after: '3s' },
        { call: { from: '+15550111' } },
        { waitFor: 'gatherUsingSpeak' },
        { wait: 15 },
        { expect: { hears: 'press 1' } },
        { wait: '2s' },
        { press: '1' },
        { waitFor: 'transfer' },
        { waitFor: 'call.bridged', leg: 'agent', within: '20s' },
        { expect: { bridged: true, state: 'answered', hears: 'leg B' } },
        { hangup: 'agent' },
        { waitFor: 'call.hangup', leg: 'caller' },
        { expect: { over: true, 'silence at most': '5s', commands: ['answer', 'transfer'], cause: 'normal_clearing' } },
      ],
    });
    expect(outcome.failures).toEqual([]);
    expect(outcome.passed).toBe(true);
    expect(outcome.ladder.map((entry) => entry.name)).toContain('transfer');
  });

  it('has an agent do what it says, also one that rings already', async () => {
    for (const agent of ['busy', 'declines', 'unavailable', 'invalid number'] as const) {
      const { failures } = await play({
        steps: [
          { agent: 'no answer' },
          { call: {} },
          { waitFor: 'gatherUsingSpeak' },
          { wait: '1s' },
          { press: '1' },
          { waitFor: 'call.initiated', leg: 'agent' },
          { agent },
          { waitFor: 'speak', within: '1s' },
          { waitFor: 'hangup' },
        ],
      });
      expect(failures).toEqual([]);
    }
    const picked = await play({
      steps: [
        { agent: 'no answer', to: '+15550100020' },
        { call: {} },
        { waitFor: 'gatherUsingSpeak' },
        { wait: '1s' },
        { press: '1' },
        { waitFor: 'call.initiated', leg: 'agent' },
        { agent: 'voicemail' },
        { waitFor: 'call.bridged' },
      ],
    });
    expect(picked.failures).toEqual([]);
  });

  it.each<[string, CallScript['steps'], string]>([
    [
      'what never comes',
      [{ call: {} }, { waitFor: 'dial', within: '2s' }],
      'dial did not come within 2000 ms. Instead: A calls, A call.initiated, A answer',
    ],
    ['a leg that is not there', [{ press: '1' }], 'There is no leg caller yet.'],
    ['a leg that is over', [{ call: {} }, { hangup: true }, { press: '1' }], 'caller has ended already.'],
    ['what is not heard', [{ call: {} }, { expect: { hears: 'welcome' } }], 'A hears ringback, not welcome.'],
    ['another state', [{ call: {} }, { expect: { state: 'answered' } }], 'A is alerting, not answered.'],
    ['no bridge', [{ call: {} }, { expect: { bridged: true } }], 'A is not bridged.'],
    [
      'another cause',
      [{ call: {} }, { hangup: true }, { expect: { cause: 'user_busy' } }],
      'A ended with originator_cancel, not user_busy.',
    ],
    [
      'a command that is missing',
      [{ call: {} }, { wait: '1s' }, { expect: { commands: ['answer', 'speak'] } }],
      'Commands: speak is missing or out of order',
    ],
    [
      'a webhook that is missing',
      [{ call: {} }, { expect: { webhooks: ['call.hangup'] } }],
      'Webhooks: call.hangup is missing',
    ],
    [
      'a command too many',
      [{ call: {} }, { wait: '1s' }, { expect: { 'no commands': ['answer'] } }],
      'answer should not have been sent.',
    ],
    ['a live leg', [{ call: {} }, { expect: { over: true } }], 'Still alive: A.'],
    ['no live leg', [{ call: {} }, { hangup: true }, { expect: { over: false } }], 'Every leg has ended.'],
    ['an expectation of nobody', [{ expect: { leg: 'B', state: 'ended' } }], 'There is no leg B.'],
    ['too long', [{ wait: '20min' }, { wait: 1 }], 'longer than its limit'],
  ])('says what failed: %s', async (_what, steps, message) => {
    const { passed, failures } = await play({ steps });
    expect(passed).toBe(false);
    expect(failures).toEqual([{ step: steps.length, message: expect.stringContaining(message) as string }]);
  });

  it('measures silence', async () => {
    const app = application();
    await app.answeredCall();
    const steps: CallScript['steps'] = [{ at: '9s', expect: { leg: 'A', 'silence at most': '3s' } }];
    const { failures } = await runScript(app.simulator, { steps }, app.clock);
    expect(failures[0]?.message).toMatch(/^A heard nothing for 91\d\d ms, longer than 3000 ms\.$/);
  });

  it('waits for what comes after the step before', async () => {
    const { failures } = await play({
      steps: [{ call: {} }, { waitFor: 'call.answered' }, { waitFor: 'call.answered', within: '1s' }],
    });
    expect(failures).toHaveLength(1);
  });

  it('is played in real time by the system’s clock', async () => {
    const app = application({ clock: systemClock });
    app.on('call.initiated', async () => void (await app.send('answer', 'A')));
    const { failures } = await runScript(
      app.simulator,
      {
        steps: [
          { call: {} },
          { waitFor: 'call.answered', within: '20s' },
          { wait: 1 },
          { hangup: true },
          { waitFor: 'call.hangup' },
        ],
      },
      systemClock,
    );
    app.simulator.close();
    expect(failures).toEqual([]);
  });
});
