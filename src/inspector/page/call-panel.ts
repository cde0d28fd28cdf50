/**
 * The call as it is now: its legs with their connection states, timers that run down, tasks, commands on their way.
 */
import type { CallView, LegRow } from '../wire.ts';
import { el } from './element.ts';
import { secondsText } from './ladder-rows.ts';

/** The panel. */
export class CallPanel {
  readonly #into: HTMLElement;
  readonly #now: () => number;
  readonly #countdowns: { readonly element: HTMLElement; readonly dueAt: number }[] = [];

  /** @param now the server's clock */
  constructor(into: HTMLElement, now: () => number) {
    this.#into = into;
    this.#now = now;
    setInterval(() => this.#count(), 250);
  }

  show(call: CallView | undefined): void {
    this.#countdowns.length = 0;
    if (call === undefined) {
      this.#into.replaceChildren(el('p', { class: 'empty' }, 'No call is chosen.'));
      return;
    }
    const timers = call.timers.map(({ name, dueAt }) => {
      const element = el('span', { class: 'number' });
      this.#countdowns.push({ element, dueAt });
      return el('tr', {}, el('th', {}, name), el('td', {}, element));
    });
    this.#into.replaceChildren(
      el(
        'div',
        { class: 'bar' },
        el('h2', {}, `${call.flow} ${call.version}`),
        el('span', { class: `badge push ${call.phase}` }, call.phase),
      ),
      el(
        'div',
        { class: 'body' },
        call.failure === undefined ? undefined : el('p', { class: 'failure' }, `Fallback: ${call.failure}`),
        call.isLoaded ? undefined : el('p', { class: 'quiet' }, 'This version of the flow is not loaded here.'),
        el('p', { class: 'state-now' }, call.state),
        el('ul', { class: 'legs', attributes: { 'aria-label': 'Legs' } }, ...call.legs.map(legRow)),
        timers.length === 0
          ? undefined
          : el('table', { class: 'timers' }, el('caption', {}, 'Timers'), el('tbody', {}, ...timers)),
        listed('Tasks', call.tasks),
        listed('On their way', call.pending),
        el('p', { class: 'quiet id', attributes: { title: 'The id of the call' } }, call.callId),
      ),
    );
    this.#count();
  }

  #count(): void {
    for (const { element, dueAt } of this.#countdowns) {
      const ms = dueAt - this.#now();
      element.textContent = ms <= 0 ? 'due' : `in ${secondsText(ms)}`;
    }
  }
}

const listed = (title: string, items: readonly string[]): HTMLElement | undefined =>
  items.length === 0 ? undefined : el('p', {}, `${title}: ${items.join(', ')}`);

function legRow({ id, from, to, direction, signalling, attachment, held, doing, cause }: LegRow): HTMLElement {
  const number = direction === 'incoming' ? from : to;
  const facts = [attachment, held ? 'on hold' : '', ...doing, cause ?? ''].filter((fact) => fact !== '');
  return el(
    'li',
    {},
    el('div', { class: 'together' }, el('b', {}, id), el('span', { class: `badge push ${signalling}` }, signalling)),
    el('div', { class: 'number ellipsis', attributes: { title: number } }, number ?? 'no number'),
    facts.length > 0 && el('div', { class: 'quiet' }, facts.join(', ')),
  );
}
