/**
 * The simulated phones: one handset for each leg that lives, and switches for what may go wrong on the way.
 */
import type { PhoneAct, PhoneLeg, PhoneView } from '../wire.ts';
import { button, el } from './element.ts';
import { actAtPhone } from './server.ts';

const keys = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'];

/** The panel. */
export class PhonePanel {
  readonly #into: HTMLElement;
  readonly #phones = el('div', { class: 'phones' });
  readonly #faults = el('div', { class: 'faults' });
  readonly #said = el('span', { class: 'quiet', attributes: { role: 'status' } });
  readonly #from = el('input', {
    attributes: { 'aria-label': 'Caller’s number', placeholder: '+15550100010', size: '16' },
  });
  #shown = '';

  constructor(into: HTMLElement) {
    this.#into = into;
    const call = button('Call', () => this.#act({ act: 'call', from: this.#from.value.trim() }));
    into.replaceChildren(
      el('div', {}, el('h2', {}, 'Phones'), this.#from, call, this.#said),
      this.#phones,
      this.#faults,
    );
  }

  show(view: PhoneView): void {
    this.#into.hidden = false;
    // Who is about to press a key must not have it taken away.
    const text = JSON.stringify(view);
    if (text === this.#shown) return;
    this.#shown = text;
    const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset['act'] : undefined;
    this.#phones.replaceChildren(...view.legs.map((leg) => this.#handset(leg)));
    this.#faults.replaceChildren(...view.faults.map(({ id, label, on }) => this.#fault(id, label, on)));
    if (focused !== undefined) this.#into.querySelector<HTMLElement>(`[data-act="${CSS.escape(focused)}"]`)?.focus();
  }

  #handset({ id, name, number, direction, signalling, hears }: PhoneLeg): HTMLElement {
    const isRinging = direction === 'outgoing' && signalling === 'alerting';
    const does = (label: string, what: PhoneAct): HTMLButtonElement => {
      const made = button(label, () => this.#act(what));
      made.dataset['act'] = `${id} ${label}`;
      return made;
    };
    const pad = keys.map((key) => {
      const made = does(key, { act: 'press', phone: id, key });
      made.disabled = signalling !== 'answered';
      return made;
    });
    return el(
      'div',
      { class: 'handset' },
      el('div', {}, el('b', {}, `${name} ${number}`), el('div', {}, signalling), el('div', { class: 'quiet' }, hears)),
      isRinging ? undefined : el('div', { class: 'keys' }, ...pad),
      isRinging && does('Answer', { act: 'answer', phone: id }),
      isRinging && does('Decline', { act: 'decline', phone: id }),
      !isRinging && does('Hang up', { act: 'hangup', phone: id }),
    );
  }

  #fault(id: string, label: string, on: boolean): HTMLElement {
    const box = el('input', { attributes: { type: 'checkbox' } });
    box.checked = on;
    box.dataset['act'] = `fault ${id}`;
    box.addEventListener('change', () => this.#act({ act: 'fault', fault: id, on: box.checked }));
    return el('label', {}, box, ` ${label}`);
  }

  #act(body: PhoneAct): void {
    this.#said.textContent = '';
    actAtPhone(body).then(
      (view) => this.show(view),
      (error: unknown) => (this.#said.textContent = error instanceof Error ? error.message : String(error)),
    );
  }
}
