/** What another process does with a call on the same store is seen too. */
import { expect, test, vi } from 'vitest';
import { startInspector } from '../../src/inspector/start-inspector.ts';
import type { CallRow, StepView } from '../../src/inspector/wire.ts';
import { greeting } from '../runtime/flows.ts';
import { Replicas } from '../runtime/replicas.ts';
import { heard, listen } from './listen.ts';

// It looks once a second, by the wall.
vi.setConfig({ testTimeout: 120_000 });

test('an inspector of one replica shows, live, a call that another one leads', async () => {
  const world = new Replicas(greeting);
  const a = await world.start('a');
  const b = await world.start('b');
  const inspector = await startInspector({ runtime: b.runtime });
  try {
    await world.ring(a);
    await world.settle();
    expect(world.sent).toEqual(['a answer']);
    const rows: CallRow[] = [];
    const steps: StepView[] = [];
    let isAnswered = false;
    const listened = listen(inspector.url, '/api/events?call=call-1', (name, data) => {
      if (name === 'calls') rows.push(...(data as CallRow[]));
      if (name === 'steps') steps.push(...(data as StepView[]));
      // It is there; now something happens, and not here.
      if (steps.length > 0 && !isAnswered) {
        isAnswered = true;
        void world.webhook(a, 'call.answered').then(() => world.settle());
      }
      return rows.length > 0 && steps.some(({ input }) => input.name === 'call.answered');
    });
    await listened;
    expect(rows[0]).toMatchObject({ callId: 'call-1', flow: greeting.id });
    expect(steps.map(({ seq }) => seq)).toEqual(steps.map((_step, index) => index + 1));
    const bridge = await heard(inspector.url, '/api/stately', (name) => name === 'message');
    expect(bridge).toContain('"sessionId":"call-1/telnyx"');
  } finally {
    await inspector.close();
    await a.runtime.stop();
    await b.runtime.stop();
  }
});
