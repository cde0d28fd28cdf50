/**
 * The real process as a subcommand's surroundings: its streams, its terminal, its signals.
 */
import type { Keyboard, Surroundings } from './subcommand.ts';

/** The process as it is. */
export function processSurroundings(): Surroundings {
  const { stdin, stdout, stderr, env } = process;
  // `callchart calls | head -1`: whoever reads has seen enough. The rest is said to nobody, and the command ends well.
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  const isPerson = stdin.isTTY && stdout.isTTY;
  return {
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    env,
    cwd: process.cwd(),
    // https://no-color.org: present and not empty, whatever its value.
    colour: stdout.isTTY && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb',
    keyboard: isPerson ? terminalKeyboard(stdin) : undefined,
    onStop,
  };
}

/** The first request to stop is an orderly one; the second means at once. */
function onStop(stop: () => void): () => void {
  let asked = false;
  const handle = (signal: NodeJS.Signals): void => {
    if (asked) {
      // By the signal, not by `process.exit`: that ends a store's thread in the midst of a statement, and the driver for
      // Node 20 answers with a crash.
      off();
      process.kill(process.pid, signal);
      return;
    }
    asked = true;
    stop();
  };
  const off = (): void => {
    process.off('SIGINT', handle);
    process.off('SIGTERM', handle);
  };
  process.on('SIGINT', handle);
  process.on('SIGTERM', handle);
  return off;
}

function terminalKeyboard(stdin: NodeJS.ReadStream): Keyboard {
  return {
    listen(press) {
      const read = (chunk: Buffer): void => {
        const text = chunk.toString('utf8');
        // Arrows and the like come as one chunk that starts with ESC: no key of ours.
        if (text.startsWith('\u001b')) return;
        for (const key of text) press(key);
      };
      stdin.setRawMode(true);
      stdin.on('data', read);
      stdin.resume();
      return () => {
        stdin.off('data', read);
        stdin.setRawMode(false);
        stdin.pause();
      };
    },
  };
}
