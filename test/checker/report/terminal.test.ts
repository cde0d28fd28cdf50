import { expect, test } from 'vitest';
import type { CheckFinding, CheckReport } from 'callchart/checker';
import { terminalReport } from '../../../src/checker/report/terminal.ts';

const finding = (code: string, more: Partial<CheckFinding>): CheckFinding => ({
  code,
  severity: 'error',
  state: 'menu',
  message: `What ${code} says.`,
  advice: `What helps against ${code}.`,
  place: { file: 'flows/made.ts', line: 12 },
  ladder: [{ atMs: 61_250, kind: 'webhook', leg: 'caller', text: `call.answered, then ${code}` }],
  variant: undefined,
  allowed: undefined,
  ...more,
});

const report = (...findings: CheckFinding[]): string => {
  const made: CheckReport = {
    flow: { id: 'made', version: '1', file: 'flows/made.ts' },
    findings,
    exploration: undefined,
  };
  return terminalReport(made, (_look, text) => text);
};

test('an error comes with its ladder, a note without', () => {
  const text = report(finding('cut-off', { severity: 'note' }), finding('dead-air', {}));
  expect(text).toContain('  error dead-air in menu flows/made.ts:12\n    What dead-air says.\n');
  expect(text).toContain('      1:01.2  → caller call.answered, then dead-air\n    What helps against dead-air.\n');
  expect(text).toContain(
    '  note cut-off in menu flows/made.ts:12\n    What cut-off says.\n    What helps against cut-off.',
  );
  expect(text).not.toContain('call.answered, then cut-off');
});

test('errors come first, then warnings, notes, and what is allowed in one line with its reason', () => {
  const text = report(
    finding('consent', { allowed: 'announced elsewhere' }),
    finding('cut-off', { severity: 'note' }),
    finding('amd', { severity: 'warning', variant: 'V5 transferBridgedOn = new leg' }),
    finding('dead-air', {}),
  );
  const places = ['error dead-air', 'warning amd', 'note cut-off', 'allowed consent in menu: announced elsewhere'];
  const found = places.map((words) => text.indexOf(words));
  expect(found).toEqual(found.toSorted((a, b) => a - b));
  expect(found).not.toContain(-1);
  expect(text).toContain('    Where Telnyx behaves so: V5 transferBridgedOn = new leg\n');
  expect(text).not.toContain('What consent says.');
  expect(text).toMatch(/\n\n {2}1 error, 1 warning \(1 note, 1 allowed\)\n$/);
});
