import { expect, test } from 'vitest';
import { simulate } from 'callchart/testing';
import { ladderText } from '../../src/testing/ladder-text.ts';
import * as hello from '../../examples/hello-call/hello.ts';

test('what people did, webhooks, states and commands, in the order in which they happened', async () => {
  const line = await simulate(hello);
  line.simulator.faults.webhook({ name: 'call.speak.ended' }, 'drop');
  const call = await line.dial({ from: '+15550123', to: '+15550199' });
  await call.isOver();
  expect(await call.ladder()).toMatchInlineSnapshot(`
    "    0.000  A    calls +15550199
        0.005  A -> call.initiated incoming (200)
        0.005      ● answering
        0.005  A <- answer  (200)
        0.020  A -> call.answered  (200)
        0.020      ● greeting
        0.020  A <- speak "Hello from Callchart. Goodbye." (200)
        0.035  A -> call.speak.started  (200)
        0.060  A -> call.speak.ended completed [dropped]
       15.020      ● done
       15.020  A <- hangup  (200)
       15.035  A -> call.hangup normal_clearing unspecified (200)"
  `);
  expect(line.ladder()).not.toContain('●');
  expect(ladderText([])).toBe('');
});
