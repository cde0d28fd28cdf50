/**
 * A rung as a line of text: when, which way, what.
 */
import type { Paint } from './paint.ts';
import type { Rung } from '../replay/rung.ts';

const looks = {
  in: { sign: '→', look: 'cyan' },
  state: { sign: '●', look: 'green' },
  out: { sign: '←', look: 'magenta' },
  party: { sign: '☎', look: 'yellow' },
  note: { sign: '·', look: 'dim' },
  failure: { sign: '✗', look: 'red' },
} as const;

const nameColumn = 30;

/** What the signs mean, for the head of a ladder. */
export function legend(paint: Paint): string {
  const words = { party: 'at the phone', in: 'webhook in', state: 'flow state', out: 'command out' } as const;
  const parts = Object.entries(words).map(([kind, word]) => {
    const { sign, look } = looks[kind as keyof typeof words];
    return `${paint(look, sign)} ${word}`;
  });
  return `${parts.join('   ')}\n`;
}

/**
 * One line, with its line break.
 * @param startedAt when the ladder began, milliseconds since the Unix epoch
 * @param call the call's number, when there is more than one
 */
export function printRung(rung: Rung, startedAt: number, paint: Paint, call?: number): string {
  const { sign, look } = looks[rung.kind];
  const time = paint('dim', clockTime(rung.at - startedAt));
  const which = call === undefined ? '' : paint('dim', `#${call} `);
  const wide = rung.kind === 'state' || rung.kind === 'note' || rung.kind === 'failure';
  const name = paint(look, wide || rung.detail === '' ? rung.name : rung.name.padEnd(nameColumn));
  const detail = rung.detail === '' ? '' : `${wide ? ': ' : ' '}${rung.detail}`;
  const outcome = rung.outcome === undefined ? '' : paint('dim', `  (${rung.outcome})`);
  const indent = rung.kind === 'out' ? '    ' : rung.kind === 'state' ? '  ' : '';
  return `${time}  ${which}${indent}${paint(look, sign)} ${name}${detail}${outcome}\n`;
}

/** `1:02.3`: minutes, seconds, tenths. */
function clockTime(ms: number): string {
  const tenths = Math.max(0, Math.floor(ms / 100));
  const seconds = Math.floor(tenths / 10) % 60;
  return `${Math.floor(tenths / 600)}:${String(seconds).padStart(2, '0')}.${tenths % 10}`.padStart(7);
}
