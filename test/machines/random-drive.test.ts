/**
 * Every ready-made flow and every example, driven by random callers, agents and faults: no call ends in silence, hangs
 * for ever, or is bridged twice. A seed that fails is printed with the ladder; `CALLCHART_DRIVE_SEED=<seed>` plays it
 * alone, `CALLCHART_DRIVE_SEEDS=1000` plays more of them.
 */
import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { FlowModule } from 'callchart';
import { drive, type Driven } from './random-drive.ts';

const files = [
  ...readdirSync('machines').map((name) => `machines/${name}`),
  ...readdirSync('examples', { recursive: true, encoding: 'utf8' })
    .filter((name) => /(?:flow|hello)\.ts$/.test(name))
    .map((name) => `examples/${name.replaceAll('\\', '/')}`),
].filter((name) => name.endsWith('.ts'));

const appointment = { day: 'Tuesday', time: 'ten' };
const account = { salt: 'salt', pinHash: 'hash' };
const needs: Readonly<Record<string, Omit<Driven, 'flow'>>> = {
  'machines/outbound-amd.ts': { input: { to: '+15550110', text: 'We come at ten.' } },
  'machines/queue-with-hold.ts': { events: [{ type: 'agent.free', payload: { to: '+15550101' } }] },
  'machines/ai-receptionist.ts': { events: [{ type: 'human.wanted', payload: {} }] },
  'machines/secure-collect.ts': { task: { name: 'findAccount', result: account } },
  'machines/secure-payment.ts': { silenceMs: 60_000 }, // `pay` has prompts of its own, which are not simulated
  'examples/reminder/flow.ts': { input: { to: '+15550110', text: 'We come at ten.' } },
  'examples/appointment-reminder/flow.ts': {
    input: { to: '+15550110', appointment: '4711' },
    task: { name: 'findAppointment', result: appointment },
  },
  'examples/ai-receptionist/flow.ts': { events: [{ type: 'human.wanted', payload: { why: 'an invoice' } }] },
  'examples/agent-desk/flow.ts': {
    events: ['+15550101', '+15550102'].map((phone) => ({ type: 'agent.accepted', payload: { phone } })),
  },
  'examples/support-line/support-flow.ts': { events: [{ type: 'agent.free', payload: { phone: '+15550101' } }] },
};

const one = process.env['CALLCHART_DRIVE_SEED'];
const count = Number(process.env['CALLCHART_DRIVE_SEEDS'] ?? 16);
const seeds = one === undefined ? Array.from({ length: count }, (_, index) => index) : [Number(one)];

test.each(files)('%s', { timeout: 60_000 + seeds.length * 10_000 }, async (file) => {
  const flow = (await import(/* @vite-ignore */ `../../${file}`)) as FlowModule;
  let acts = 0;
  for (const seed of seeds) {
    const call = await drive({ flow, ...needs[file] }, seed);
    acts += call.acts;
    expect(call.complaints, `CALLCHART_DRIVE_SEED=${seed}\n${call.complaints.length > 0 ? call.ladder : ''}`).toEqual(
      [],
    );
  }
  expect(acts).toBeGreaterThan(seeds.length);
});
