/**
 * A list of any length of which only the rows in sight are elements. One row is chosen; arrow keys, Page Up and Down, Home
 * and End move the choice.
 */
import { el } from './element.ts';
import { visibleRows } from './visible-rows.ts';

/** What a list is made of. */
export interface VirtualListParts {
  readonly label: string;
  readonly rowHeight: number;
  /** The row's content. */
  readonly row: (index: number) => HTMLElement;
  readonly chosen: (index: number) => void;
}

const pageRows = 12;

/** The list. */
export class VirtualList {
  readonly element: HTMLElement;
  readonly #parts: VirtualListParts;
  readonly #tall: HTMLElement;
  readonly #id = `list-${Math.random().toString(36).slice(2)}`;
  #count = 0;
  #index = -1;
  #isAsked = false;

  constructor(parts: VirtualListParts) {
    this.#parts = parts;
    this.#tall = el('div', { class: 'tall' });
    const attributes = { role: 'listbox', tabindex: '0', 'aria-label': parts.label };
    this.element = el('div', { class: 'rows', attributes }, this.#tall);
    this.element.addEventListener('scroll', () => this.#draw());
    this.element.addEventListener('keydown', (event) => this.#key(event));
    this.element.addEventListener('click', (event) => this.#click(event));
    new ResizeObserver(() => this.#draw()).observe(this.element);
  }

  /** Shows so many rows, with that one chosen; -1 is none. `follow` scrolls to it. */
  show(count: number, index: number, follow: boolean): void {
    this.#count = count;
    this.#index = index;
    this.#tall.style.height = `${count * this.#parts.rowHeight}px`;
    if (follow && index >= 0) this.#scrollTo(index);
    this.#draw();
  }

  #draw(): void {
    if (this.#isAsked) return;
    this.#isAsked = true;
    requestAnimationFrame(() => {
      this.#isAsked = false;
      this.#drawNow();
    });
  }

  #drawNow(): void {
    const { rowHeight, row } = this.#parts;
    const { from, to } = visibleRows(this.#count, rowHeight, this.element.scrollTop, this.element.clientHeight);
    const rows = Array.from({ length: Math.max(0, to - from) }, (_, offset) => {
      const index = from + offset;
      const made = row(index);
      made.classList.add('row');
      made.style.top = `${index * rowHeight}px`;
      made.style.height = `${rowHeight}px`;
      made.id = `${this.#id}-${index}`;
      made.dataset['index'] = String(index);
      made.setAttribute('role', 'option');
      made.setAttribute('aria-selected', String(index === this.#index));
      made.setAttribute('aria-posinset', String(index + 1));
      made.setAttribute('aria-setsize', String(this.#count));
      return made;
    });
    this.#tall.replaceChildren(...rows);
    if (this.#index >= 0) this.element.setAttribute('aria-activedescendant', `${this.#id}-${this.#index}`);
  }

  #key(event: KeyboardEvent): void {
    const moves: Readonly<Record<string, number>> = {
      ArrowDown: this.#index + 1,
      ArrowUp: this.#index - 1,
      PageDown: this.#index + pageRows,
      PageUp: this.#index - pageRows,
      Home: 0,
      End: this.#count - 1,
    };
    const target = moves[event.key];
    if (target === undefined || this.#count === 0) return;
    event.preventDefault();
    this.#choose(Math.min(this.#count - 1, Math.max(0, target)));
  }

  #click(event: Event): void {
    const row = event.target instanceof Element ? event.target.closest<HTMLElement>('.row') : null;
    if (row !== null) this.#choose(Number(row.dataset['index']));
  }

  #choose(index: number): void {
    this.#index = index;
    this.#scrollTo(index);
    this.#draw();
    this.#parts.chosen(index);
  }

  #scrollTo(index: number): void {
    const { rowHeight } = this.#parts;
    const { scrollTop, clientHeight } = this.element;
    const top = index * rowHeight;
    if (top < scrollTop) this.element.scrollTop = top;
    else if (top + rowHeight > scrollTop + clientHeight) this.element.scrollTop = top + rowHeight - clientHeight;
  }
}
