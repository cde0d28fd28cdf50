/**
 * One step as a whole: what came, raw; how the context changed; what was sent, raw.
 */
import type { StepView } from '../wire.ts';
import { el } from './element.ts';

/** Shows a step; none. */
export function showStep(into: HTMLElement, step: StepView | undefined): void {
  if (step === undefined) {
    into.replaceChildren(el('p', { class: 'empty' }, 'No step is chosen.'));
    return;
  }
  const { seq, at, input, outcome, from, to, note } = step;
  const moment = new Date(at).toISOString();
  const moved = from === to ? to : `${from} → ${to}`;
  const commands = step.effects.filter(({ type }) => type === 'command');
  const others = step.effects.filter(({ type }) => type !== 'command');
  const head = el(
    'div',
    { class: 'bar' },
    el('h2', {}, `${seq}. ${input.name}`),
    el('span', { class: 'quiet' }, `${outcome}, ${moved}`),
    el('time', { class: 'push quiet', attributes: { datetime: moment, title: moment } }, moment.slice(11)),
  );
  into.replaceChildren(
    head,
    el(
      'div',
      { class: 'body' },
      note === undefined ? undefined : el('pre', {}, note),
      part('Context', true, contextOf(step)),
      part(input.leg === undefined ? input.kind : `${input.kind}, ${input.leg}`, true, json(input.payload ?? {})),
      ...commands.map(({ command = '', leg = '', params }) => part(`${command} → ${leg}`, true, json(params))),
      others.length === 0 ? undefined : part('Timers, tasks and the rest', false, json(others)),
      step.events.length === 0 ? undefined : part('Events of the machine', false, json(step.events)),
    ),
  );
}

const part = (title: string, open: boolean, content: HTMLElement): HTMLElement => {
  const made = el('details', {}, el('summary', {}, title), content);
  made.open = open;
  return made;
};

const json = (value: unknown): HTMLElement => el('pre', {}, JSON.stringify(value, null, 2) ?? '');

function contextOf({ changes, context }: StepView): HTMLElement {
  if (context === undefined)
    return el('p', { class: 'quiet' }, 'not seen: the inspector was not there, or has forgotten');
  if (changes === undefined) return json(context);
  if (changes.length === 0) return el('p', { class: 'quiet' }, 'as before');
  const rows = changes.map(({ path, before, after }) =>
    el(
      'tr',
      {},
      el('th', {}, path === '' ? '(all)' : path),
      el(
        'td',
        {},
        el('code', { class: 'before' }, valueText(before)),
        ' ',
        el('code', { class: 'after' }, valueText(after)),
      ),
    ),
  );
  return el(
    'div',
    {},
    el('table', { class: 'diff' }, el('tbody', {}, ...rows)),
    part('all of it', false, json(context)),
  );
}

const valueText = (value: unknown): string => (value === undefined ? '' : (JSON.stringify(value) ?? ''));
