/**
 * The list of calls with its filters. It is told which calls moved and asks the server when a filter changes.
 */
import type { CallRow } from '../wire.ts';
import { button, el } from './element.ts';
import { askCalls, type CallQuery } from './server.ts';
import { VirtualList } from './virtual-list.ts';

const phases = ['', 'open', 'routing', 'active', 'finishing', 'fallback', 'late', 'closed'];
const spans: readonly (readonly [label: string, ms: number])[] = [
  ['any time', 0],
  ['last hour', 3_600_000],
  ['last day', 86_400_000],
  ['last week', 604_800_000],
];

/** The list. */
export class CallList {
  readonly #chosen: (callId: string) => void;
  readonly #listed: (rows: readonly CallRow[]) => void;
  readonly #list: VirtualList;
  readonly #count = el('span', { class: 'quiet push', attributes: { role: 'status' } });
  readonly #flow = el('select', { attributes: { 'aria-label': 'Flow' } });
  readonly #phase = el('select', { attributes: { 'aria-label': 'Status' } });
  readonly #since = el('select', { attributes: { 'aria-label': 'Time' } });
  readonly #number = el('input', {
    attributes: { type: 'search', placeholder: 'number or id', 'aria-label': 'Number or id' },
  });
  #rows: readonly CallRow[] = [];
  #callId: string | undefined;
  #waiting: ReturnType<typeof setTimeout> | undefined;

  constructor(into: HTMLElement, chosen: (callId: string) => void, listed: (rows: readonly CallRow[]) => void) {
    this.#chosen = chosen;
    this.#listed = listed;
    this.#list = new VirtualList({
      label: 'Calls',
      rowHeight: 46,
      row: (index) => rowOf(this.#rows[index]),
      chosen: (index) => {
        const row = this.#rows[index];
        if (row !== undefined) this.#chosen(row.callId);
      },
    });
    this.#phase.append(...phases.map((phase) => el('option', { attributes: { value: phase } }, phase || 'any status')));
    this.#since.append(...spans.map(([label, ms]) => el('option', { attributes: { value: String(ms) } }, label)));
    for (const field of [this.#flow, this.#phase, this.#since, this.#number])
      field.addEventListener('input', () => this.#askSoon(150));
    const filters = el('div', { class: 'bar filters' }, this.#flow, this.#phase, this.#since, this.#number);
    into.replaceChildren(
      filters,
      el(
        'div',
        { class: 'bar' },
        button('Reload', () => this.#askSoon(0)),
        this.#count,
      ),
      this.#list.element,
    );
  }

  /** Which flows can be chosen among. */
  flows(ids: readonly string[]): void {
    const { value } = this.#flow;
    const options = ['', ...ids].map((id) => el('option', { attributes: { value: id } }, id || 'any flow'));
    this.#flow.replaceChildren(...options);
    this.#flow.value = ids.includes(value) ? value : '';
    this.#askSoon(0);
  }

  choose(callId: string | undefined): void {
    this.#callId = callId;
    this.#show(true);
  }

  /** Calls have moved. One that is listed changes in its place; another may belong into the list. */
  moved(rows: readonly CallRow[]): void {
    const known = new Set(this.#rows.map(({ callId }) => callId));
    const isAnother = rows.some(({ callId }) => !known.has(callId));
    if (isAnother || this.#phase.value !== '') this.#askSoon(known.size === 0 ? 0 : 300);
    const news = new Map(rows.map((row) => [row.callId, row]));
    this.#rows = this.#rows.map((row) => news.get(row.callId) ?? row);
    this.#show(false);
  }

  #query(): CallQuery {
    const ms = Number(this.#since.value);
    return {
      flow: this.#flow.value,
      phase: this.#phase.value,
      number: this.#number.value.trim(),
      since: ms > 0 ? String(Date.now() - ms) : '',
    };
  }

  #askSoon(ms: number): void {
    if (ms > 0 && this.#waiting !== undefined) return;
    clearTimeout(this.#waiting);
    this.#waiting = setTimeout(() => {
      this.#waiting = undefined;
      void this.#ask();
    }, ms);
  }

  async #ask(): Promise<void> {
    try {
      this.#rows = await askCalls(this.#query());
      this.#show(false);
      this.#listed(this.#rows);
    } catch (error) {
      this.#count.textContent = error instanceof Error ? error.message : String(error);
    }
  }

  #show(follow: boolean): void {
    this.#count.textContent = this.#rows.length === 1 ? '1 call' : `${this.#rows.length} calls`;
    this.#list.show(
      this.#rows.length,
      this.#rows.findIndex(({ callId }) => callId === this.#callId),
      follow,
    );
  }
}

function rowOf(row: CallRow | undefined): HTMLElement {
  if (row === undefined) return el('div');
  const time = new Date(row.createdAt);
  return el(
    'div',
    { class: 'call-row', attributes: { title: row.callId } },
    el(
      'div',
      {},
      el('span', { class: 'number ellipsis' }, row.from ?? 'no number'),
      el('span', { class: `badge end ${row.phase}` }, row.phase),
    ),
    el(
      'div',
      { class: 'quiet' },
      el('span', { class: 'ellipsis' }, row.flow === '' ? 'no flow yet' : `${row.flow} ${row.version}`),
      el('time', { class: 'end', attributes: { datetime: time.toISOString() } }, whenText(time)),
    ),
  );
}

/** The time; on another day the day too. */
const whenText = (time: Date): string =>
  time.toDateString() === new Date().toDateString()
    ? time.toLocaleTimeString()
    : time.toLocaleString([], { dateStyle: 'short', timeStyle: 'short' });
