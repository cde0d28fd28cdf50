/**
 * Contract 11: private digits stay private. What a caller keys into a gather that is marked sensitive reaches the
 * machine's event and nothing else: no byte of the store, no log line, no subscriber.
 */
import { expect, test } from 'vitest';
import { setup } from 'xstate';
import { answer, type CallEvents, callActions, gatherUsingSpeak, loadFlow, maskLine, speak } from 'callchart';
import { simulate } from 'callchart/testing';
import { everyStore } from '../stores.ts';

const card = '4917360852';

/** The digits reach the machine: it compares them, and keeps the result alone. */
const paying = loadFlow(
  setup({ types: { context: {} as { fits: boolean }, events: {} as CallEvents }, actions: callActions }).createMachine({
    id: 'paying',
    version: '1',
    context: { fits: false },
    initial: 'answering',
    states: {
      answering: { entry: answer(), on: { 'call.answered': 'asking' } },
      asking: {
        entry: gatherUsingSpeak({
          payload: 'Your card number, please.',
          voice: 'female',
          maximum_digits: card.length,
          sensitive: true,
        }),
        on: {
          'call.gather.ended': [
            { guard: ({ event }) => event.payload.digits === card, target: 'thanks' },
            { target: 'wrong' },
          ],
        },
        after: { 60_000: 'wrong' },
      },
      thanks: { entry: speak({ payload: 'Thank you.', voice: 'female' }), on: { 'call.speak.ended': 'done' } },
      wrong: { on: { 'call.gather.ended': 'done' }, after: { 20_000: 'done' } },
      done: { type: 'final' },
    },
  }),
);

test.each(everyStore)(
  'contract 11: digits of a sensitive gather are nowhere but in the event: %s',
  async (_name, open) => {
    for (const trouble of ['none', 'reordered', 'twice', 'late', 'crash', 'command lost'] as const) {
      const kept = await open();
      const seen: string[] = [];
      const line = await simulate(paying, {
        runtime: { store: kept.store, log: (entry) => void seen.push(JSON.stringify(entry)) },
      });
      const { faults } = line.simulator;
      if (trouble === 'reordered') faults.webhook({ name: 'call.dtmf.received' }, 'reorder');
      if (trouble === 'twice') faults.webhook({}, 'duplicate');
      if (trouble === 'late') faults.webhook({ name: 'call.gather.ended' }, { delayMs: 4_000 });
      if (trouble === 'command lost') faults.command({ name: 'gatherUsingSpeak', times: 1 }, 'answer lost');
      line.runtime.subscribe((step) => void seen.push(JSON.stringify(step)));
      const caller = line.call();
      await line.until('gatherUsingSpeak');
      if (trouble === 'crash') await line.crash();
      line.runtime.subscribe((step) => void seen.push(JSON.stringify(step)));
      await line.advance(1_000);
      caller.press(card);
      await line.advance(20_000);
      const said = line.commands.filter((command) => command === 'speak');
      expect(said, `${trouble}\n${line.ladder()}`).toHaveLength(1);
      seen.push(JSON.stringify(await line.state()), JSON.stringify(await line.journal()));
      await line.advance(300_000);
      seen.push(JSON.stringify(await line.state()), JSON.stringify(await line.journal()));
      expect(seen.length).toBeGreaterThan(8);
      expect(line.simulator.log.some((rung) => (JSON.stringify(rung.body) ?? '').includes(card))).toBe(true);
      for (const text of [...seen, kept.bytes().toString('latin1')]) {
        expect(text.includes(card), trouble).toBe(false);
        expect(/"digit":"\d"/.test(text), `${trouble}: ${text.slice(0, 300)}`).toBe(false);
      }
      await line.close();
      await kept.remove();
    }
  },
);

test('contract 11: what is keyed into any other gather is kept', async () => {
  const line = await simulate(
    loadFlow(
      setup({ types: { events: {} as CallEvents }, actions: callActions }).createMachine({
        id: 'menu',
        version: '1',
        initial: 'answering',
        states: {
          answering: { entry: answer(), on: { 'call.answered': 'asking' } },
          asking: {
            entry: gatherUsingSpeak({ payload: 'Press.', voice: 'female', maximum_digits: 2 }),
            on: { 'call.gather.ended': 'done' },
          },
          done: { type: 'final' },
        },
      }),
    ),
  );
  const caller = line.call();
  await line.until('gatherUsingSpeak');
  caller.press('42');
  await line.advance(10_000);
  expect(JSON.stringify(await line.journal())).toContain('"digits":"42"');
  await line.close();
});

test('contract 11: logs mask digits and secrets whatever they are given', () => {
  const line = maskLine({
    level: 'info',
    message: `the caller keyed ${card}`,
    digits: card,
    nested: { api_key: 'KEY0123456789abcdefghijklmn', text: 'Bearer abc.def' },
  });
  expect(JSON.stringify(line)).not.toContain(card);
  expect(JSON.stringify(line)).not.toContain('abcdefghijklmn');
  expect(JSON.stringify(line)).not.toContain('abc.def');
});
