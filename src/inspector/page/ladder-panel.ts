/**
 * The call's ladder: webhooks in, states, commands out, one row each, with times and durations. The row that is chosen is
 * where one has travelled to; Live follows the call.
 */
import type { StepView } from '../wire.ts';
import { button, el } from './element.ts';
import { callTime, type LadderRow, ladderRows } from './ladder-rows.ts';
import { VirtualList } from './virtual-list.ts';

const signs: Readonly<Record<string, string>> = { in: '→', state: '●', out: '←', party: '☎', note: '·', failure: '✗' };

/** The panel. */
export class LadderPanel {
  readonly #list: VirtualList;
  readonly #live: HTMLButtonElement;
  readonly #everything = el('input', { attributes: { type: 'checkbox' } });
  readonly #onlyOdd = el('input', { attributes: { type: 'checkbox' } });
  readonly #chosen: (step: StepView | undefined) => void;
  #steps: readonly StepView[] = [];
  #rows: readonly LadderRow[] = [];
  /** Where one has travelled to; undefined follows the call. */
  #seq: number | undefined;

  constructor(into: HTMLElement, copyTest: () => Promise<string>, chosen: (step: StepView | undefined) => void) {
    this.#chosen = chosen;
    this.#list = new VirtualList({
      label: 'Ladder',
      rowHeight: 24,
      row: (index) => this.#row(index),
      chosen: (index) => this.#travel(this.#rows[index]?.step.seq),
    });
    this.#live = button('Live', () => this.#travel(undefined), { disabled: true });
    const copy = button('Copy as a test', () => {
      void copied(copy, copyTest);
    });
    for (const box of [this.#everything, this.#onlyOdd]) box.addEventListener('change', () => this.show(this.#steps));
    into.replaceChildren(
      el(
        'div',
        { class: 'bar' },
        button('◀', () => this.#move(-1), { label: 'One step back' }),
        button('▶', () => this.#move(1), { label: 'One step on' }),
        this.#live,
        el('label', {}, this.#everything, ' everything'),
        el('label', {}, this.#onlyOdd, ' badges only'),
        el('span', { class: 'push' }, copy),
      ),
      this.#list.element,
    );
  }

  /** Another call. */
  clear(): void {
    this.#seq = undefined;
    this.show([]);
  }

  show(steps: readonly StepView[]): void {
    this.#steps = steps;
    const shown = this.#onlyOdd.checked ? steps.filter(({ badges }) => badges.length > 0) : steps;
    this.#rows = ladderRows(shown, this.#everything.checked || this.#onlyOdd.checked);
    this.#draw();
  }

  #move(by: number): void {
    const seqs = [...new Set(this.#rows.map(({ step }) => step.seq))];
    const at = this.#seq === undefined ? seqs.length - 1 : seqs.indexOf(this.#seq);
    const seq = seqs[at + by];
    this.#travel(seq === seqs.at(-1) && by > 0 ? undefined : (seq ?? this.#seq));
  }

  #travel(seq: number | undefined): void {
    this.#seq = seq;
    this.#draw();
  }

  #draw(): void {
    // Of a call that is followed, the last step that is listed; with some left out of the list, the last of all.
    const last = this.#onlyOdd.checked ? this.#steps.at(-1) : (this.#rows.at(-1)?.step ?? this.#steps.at(-1));
    const step = this.#seq === undefined ? last : this.#steps.find(({ seq }) => seq === this.#seq);
    this.#live.disabled = this.#seq === undefined;
    const index =
      this.#seq === undefined ? this.#rows.length - 1 : this.#rows.findIndex(({ step: { seq } }) => seq === this.#seq);
    this.#list.show(this.#rows.length, index, true);
    this.#chosen(step);
  }

  #row(index: number): HTMLElement {
    const row = this.#rows[index];
    if (row === undefined) return el('div');
    const { step, rung, isFirst, lasted } = row;
    const made = el(
      'div',
      { class: `rung ${rung.kind}`, attributes: { title: `${rung.name} ${rung.detail}`.trim() } },
      isFirst && el('time', { class: 'quiet' }, callTime(step.at - (this.#steps[0]?.at ?? step.at))),
      el('span', { class: 'sign', attributes: { 'aria-hidden': 'true' } }, signs[rung.kind] ?? ''),
      el('span', { class: 'name' }, rung.name),
      el('span', { class: 'detail' }, rung.detail),
      ...(isFirst ? step.badges.map((badge) => el('span', { class: `badge ${badge}` }, badge)) : []),
      lasted !== '' && el('span', { class: 'end quiet' }, lasted),
    );
    if (row.span !== undefined) made.append(this.#spanOf(row.span));
    return made;
  }

  /** How long it lasted, as a part of the call from left to right. */
  #spanOf({ at, ms }: { readonly at: number; readonly ms: number | undefined }): HTMLElement {
    const [first = at, last = at] = [this.#steps[0]?.at, this.#steps.at(-1)?.at];
    const whole = Math.max(1, last - first);
    const bar = el('i', { class: 'span', attributes: { 'aria-hidden': 'true' } });
    bar.style.left = `${((at - first) / whole) * 100}%`;
    bar.style.width = `${((ms ?? last - at) / whole) * 100}%`;
    return bar;
  }
}

/** Says on the button what became of it, for a moment. */
async function copied(copy: HTMLButtonElement, copyTest: () => Promise<string>): Promise<void> {
  const { textContent } = copy;
  copy.textContent = await copyTest();
  setTimeout(() => (copy.textContent = textContent), 3_000);
}
