/**
 * The statechart with what a step lights: the active states and the transitions that led there. A chart of very many
 * states is an outline.
 */
import type { ChartState } from '../chart/flow-chart.ts';
import { el } from './element.ts';
import { askChart, type DrawnChart } from './server.ts';

// Smaller than that nobody can read its words.
const smallestScale = 0.7;
// What stands around a picture, in pixels.
const edge = 14;

/** The panel. */
export class ChartPanel {
  readonly #into: HTMLElement;
  #hash: string | undefined;
  #lit: { readonly active: readonly string[]; readonly lit: readonly string[] } = { active: [], lit: [] };

  constructor(into: HTMLElement) {
    this.#into = into;
    new ResizeObserver(() => this.#fit()).observe(into);
    this.#say('Choose a call.');
  }

  /** Draws the chart of that structure, unless it is there. */
  async draw(hash: string | undefined): Promise<void> {
    if (hash === this.#hash) return;
    this.#hash = hash;
    if (hash === undefined) return this.#say('Choose a call.');
    this.#say('The chart is being laid out…');
    try {
      const drawn = await askChart(hash);
      if (this.#hash !== hash) return;
      this.#show(drawn);
    } catch (error) {
      if (this.#hash !== hash) return;
      this.#hash = undefined;
      this.#say(error instanceof Error ? error.message : String(error));
    }
  }

  light(active: readonly string[], lit: readonly string[]): void {
    this.#lit = { active, lit };
    const isActive = new Set(active);
    const isLit = new Set(lit);
    for (const one of this.#into.querySelectorAll<SVGElement | HTMLElement>('[data-id]')) {
      const id = one.dataset['id'] ?? '';
      one.classList.toggle('active', isActive.has(id));
      one.classList.toggle('lit', isLit.has(id));
    }
    for (const arrow of this.#into.querySelectorAll<SVGElement>('[data-ids]'))
      arrow.classList.toggle(
        'lit',
        (arrow.dataset['ids'] ?? '').split(' ').some((id) => isLit.has(id)),
      );
    const innermost = active.at(-1);
    if (innermost !== undefined)
      this.#into
        .querySelector(`[data-id="${CSS.escape(innermost)}"]`)
        ?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }

  #show({ chart, svg }: DrawnChart): void {
    if (svg === undefined) {
      const list = el('ul', {}, outlineOf(chart.root));
      this.#into.replaceChildren(el('div', { class: 'outline picture' }, list));
    } else {
      const picture = new DOMParser().parseFromString(svg, 'image/svg+xml').documentElement;
      this.#into.replaceChildren(el('div', { class: 'picture' }, document.importNode(picture, true)));
    }
    this.#fit();
    this.light(this.#lit.active, this.#lit.lit);
  }

  /** As much of the picture as can be read is in sight; of a larger one the rest is scrolled to. */
  #fit(): void {
    const svg = this.#into.querySelector<SVGSVGElement>('svg.chart');
    if (svg === null) return;
    const { width, height } = svg.viewBox.baseVal;
    const room = Math.min((this.#into.clientWidth - edge) / width, (this.#into.clientHeight - edge) / height);
    const scale = Math.min(1, Math.max(smallestScale, room));
    svg.setAttribute('width', String(Math.floor(width * scale)));
    svg.setAttribute('height', String(Math.floor(height * scale)));
  }

  #say(text: string): void {
    this.#into.replaceChildren(el('p', { class: 'empty' }, text));
  }
}

function outlineOf(state: ChartState): HTMLElement {
  const item = el('li', {}, el('span', { class: 'key' }, state.key));
  item.dataset['id'] = state.id;
  const does = state.entry.map(({ name, gist }) => `${name} ${gist}`).join(', ');
  if (does !== '') item.append(el('span', { class: 'quiet' }, ` ${does}`));
  if (state.states.length > 0) item.append(el('ul', {}, ...state.states.map(outlineOf)));
  return item;
}
