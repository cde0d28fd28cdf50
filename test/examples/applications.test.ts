/**
 * The examples as their READMEs say to run them: a process each, over real HTTP, from beginning to end. They check
 * themselves where something may go wrong; here is seen that they get to their end, and what they print.
 */
import { spawn } from 'node:child_process';
import { beforeAll, expect, test } from 'vitest';
import { ROOT } from '../architecture/repository-files.ts';
import { buildCli } from '../cli/built-cli.ts';

beforeAll(buildCli, 240_000);

interface Ended {
  readonly code: number | null;
  readonly printed: string;
}

function run(name: string): Promise<Ended> {
  const { PATH = '', HOME = '' } = process.env;
  const script = `examples/${name}/main.ts`;
  const child = spawn(process.execPath, ['--import', 'jiti/register', script, '--quick'], {
    cwd: ROOT,
    env: { PATH, HOME, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
    });
  return new Promise((resolve) => {
    child.once('close', (code) => resolve({ code, printed }));
  });
}

test.each([
  [
    'appointment-reminder',
    /POST \/calls {2}201, and again: 200[\s\S]*filler\.mp3[\s\S]*presses 1[\s\S]*outcome: 'confirmed'/,
  ],
  [
    'support-line',
    /enqueue support[\s\S]*dial \+15550101[\s\S]*call\.bridged[\s\S]*emergency line[\s\S]*transfer \+15550112[\s\S]*call\.bridged/,
  ],
  ['ai-receptionist', /startAIAssistant[\s\S]*I put you through to a person[\s\S]*transfer[\s\S]*call\.bridged/],
  [
    'crash-and-replay',
    /kill -9[\s\S]*"4217" valid[\s\S]*each command once: answer, gatherUsingSpeak, gatherUsingSpeak, speak, hangup\n[\s\S]*the call once more/,
  ],
])('%s', { timeout: 180_000 }, async (name, story) => {
  const { code, printed } = await run(name);
  expect(printed).toMatch(story);
  expect(code, printed).toBe(0);
});
