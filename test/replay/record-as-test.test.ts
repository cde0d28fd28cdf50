/** A call as a Vitest file: what it says is what happened, faults included, and its text does so again. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { recordCall, type RecordedCall } from 'callchart';
import { simulate } from 'callchart/testing';
import { describe, expect, test } from 'vitest';
import { recordAsTest } from '../../src/replay/record-as-test.ts';
import { sceneOf } from '../../src/replay/scene.ts';
import { menuFlow } from './recorded-calls.ts';

/** A caller presses 1; the transfer is refused with 422, and a webhook comes late. */
async function badCall(): Promise<RecordedCall> {
  const line = await simulate(menuFlow());
  line.simulator.faults.command({ name: 'transfer', nth: 1 }, { status: 422, code: '90015' });
  line.simulator.faults.webhook({ name: 'call.speak.ended', nth: 1 }, { delayMs: 4_000 });
  const caller = line.call({ from: '+15550100010' });
  await line.advance(6_000);
  caller.press('1');
  await line.advance(4 * 60_000);
  const record = await recordCall(line.runtime, 'call-1');
  await line.close();
  return JSON.parse(JSON.stringify(record)) as RecordedCall;
}

describe('a call with a late webhook and a 422', () => {
  test('is a scene: who did what when, and what went wrong', async () => {
    const scene = sceneOf(await badCall());
    expect(scene).toMatchObject({
      from: '+15550100010',
      started: undefined,
      acts: [{ leg: 'caller#1', does: 'press', keys: '1' }],
      commandFaults: [{ match: { name: 'transfer', nth: 1 }, fault: { status: 422, code: '90015' } }],
    });
    expect(scene.webhookFaults).toEqual([
      { match: { name: 'call.speak.ended', nth: 1 }, fault: { delayMs: expect.any(Number) } },
    ]);
  });

  test('is a test that passes on the flow as it is', async () => {
    const record = await badCall();
    const text = recordAsTest(record, './menu.ts');
    expect(text).toContain(`import * as flow from './menu.ts';`);
    expect(text).toContain(`faults.command({ name: 'transfer', nth: 1 }, { status: 422, code: '90015' });`);
    // Its body with what it imports, as Vitest would run it.
    const body = text.slice(text.indexOf('async () => {'), text.lastIndexOf(');'));
    const folder = mkdtempSync(join(tmpdir(), 'callchart-record-'));
    const file = join(folder, 'call.mjs');
    writeFileSync(file, `export const run = (simulate, flow, expect) => (${body})();`);
    const { run } = (await import(pathToFileURL(file).href)) as {
      run: (...parts: readonly unknown[]) => Promise<void>;
    };
    rmSync(folder, { recursive: true, force: true });
    await run(simulate, { default: menuFlow() }, expect);
    await expect(run(simulate, { default: menuFlow({ endName: 'farewell' }) }, expect)).resolves.toBeUndefined();
    const other = menuFlow({ menuTimerMs: 1_000 });
    await expect(run(simulate, { default: other }, expect)).rejects.toThrow('deeply equal');
  });
});
