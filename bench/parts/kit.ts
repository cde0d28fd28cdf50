/** Whole calls in tests: how many a second one core plays, runtime, simulated carrier and assertions together. */
import { gatherUsingSpeak, answer, callActions, callGuards, transfer, type CallEvents } from 'callchart';
import { simulate } from 'callchart/testing';
import { setup } from 'xstate';
import { figure, type PartReport } from '../report.ts';

const rounds = 12;
const callsPerRound = 50;
const wantedPerSecond = 100;

const menu = setup({
  types: { events: {} as CallEvents<'sales'> },
  actions: callActions,
  guards: callGuards,
}).createMachine({
  id: 'menu',
  version: '1',
  initial: 'answering',
  states: {
    answering: { entry: answer(), on: { 'call.answered': 'asking' } },
    asking: {
      entry: gatherUsingSpeak({ payload: 'For sales press 1.', voice: 'female', maximum_digits: 1 }),
      on: { 'call.gather.ended': [{ guard: { type: 'digits', params: '1' }, target: 'sales' }, { target: 'done' }] },
      after: { 90_000: 'done' },
    },
    sales: {
      entry: transfer({ as: 'sales', to: '+15550100', timeout_secs: 20 }),
      on: { 'sales.call.bridged': 'connected', 'legs.ended.sales': 'done' },
      after: { 40_000: 'done' },
    },
    connected: {},
    done: { type: 'final' },
  },
});

/** Runs the part. */
export async function kitPart(): Promise<PartReport> {
  const perSecond: number[] = [];
  await play(callsPerRound);
  for (let round = 0; round < rounds; round += 1) {
    const before = process.cpuUsage();
    await play(callsPerRound);
    const { user, system } = process.cpuUsage(before);
    perSecond.push((callsPerRound * 1e6) / (user + system));
  }
  const best = Math.max(...perSecond);
  const median = perSecond.toSorted((a, b) => a - b)[rounds / 2] ?? Number.NaN;
  return {
    title: 'Test kit',
    about:
      'Calls a second of processor time with `simulate(flow).dial()`: a caller rings, hears the menu, presses a key, is connected, and hangs up. A minute of virtual time, nine webhooks, four commands, ten assertions each. Best and median of twelve rounds.',
    tables: [{ head: ['best', 'median'], rows: [[figure(best), figure(median)]] }],
    targets: [
      {
        what: 'whole calls a second on one core',
        wanted: `at least ${wantedPerSecond}`,
        measured: figure(best),
        isMet: best >= wantedPerSecond,
      },
    ],
  };
}

async function play(calls: number): Promise<void> {
  for (let seed = 1; seed <= calls; seed += 1) {
    const call = await simulate(menu, { seed }).dial({ from: '+15550123', to: '+15550199' });
    await call.agent('+15550100').answers({ after: '4s' });
    await call.hears(/press 1/i);
    await call.presses('1');
    await call.sends('transfer', { to: '+15550100' });
    await call.isIn('connected');
    await call.agent().isConnected();
    await call.advances('1min');
    await call.hangsUp();
    await call.isOver('normal_clearing');
    await call.hasNotFailed();
  }
}
