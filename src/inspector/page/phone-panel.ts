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
  readonly #faults = el('fieldset', { class: 'faults' });
  readonly #said = el('p', { class: 'failure', attributes: { role: 'status' } });
  readonly #from = el('input', {
    attributes: { 'aria-label': 'Caller’s number', placeholder: '+15550100010', size: '16' },
  });
  #shown = '';

  constructor(into: HTMLElement) {
    this.#into = into;
    const act = (): void => this.#act({ act: 'call', from: this.#from.value.trim() });
    this.#from.addEventListener('keydown', ({ key }) => {
      if (key === 'Enter') act();
    });
    into.replaceChildren(
      el(
        'div',
        { class: 'ring' },
        el('h2', {}, 'Somebody calls'),
        el('div', { class: 'together' }, this.#from, button('Call', act)),
        this.#said,
      ),
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
    const handsets = view.legs.map((leg) => this.#handset(leg));
    this.#phones.replaceChildren(
      ...(handsets.length > 0 ? handsets : [el('p', { class: 'quiet' }, 'No phone is in use.')]),
    );
    this.#faults.replaceChildren(
      el('legend', {}, 'What goes wrong'),
      ...view.faults.map(({ id, label, on }) => this.#fault(id, label, on)),
    );
    if (focused !== undefined) this.#into.querySelector<HTMLElement>(`[data-act="${CSS.escape(focused)}"]`)?.focus();
  }

  #handset({ id, name, number, direction, signalling, hears }: PhoneLeg): HTMLElement {
    const isRinging = direction === 'outgoing' && signalling === 'alerting';
    const does = (label: string, what: PhoneAct, names = ''): HTMLButtonElement => {
      const made = button(label, () => this.#act(what));
      made.dataset['act'] = `${id} ${label}`;
      made.className = names;
      return made;
    };
    const pad = keys.map((key) => {
      const made = does(key, { act: 'press', phone: id, key });
      made.disabled = signalling !== 'answered';
      return made;
    });
    const buttons = isRinging
      ? [does('Answer', { act: 'answer', phone: id }, 'good'), does('Decline', { act: 'decline', phone: id }, 'bad')]
      : [does('Hang up', { act: 'hangup', phone: id }, 'bad')];
    return el(
      'div',
      { class: 'handset', attributes: { role: 'group', 'aria-label': `Phone ${name}` } },
      el(
        'div',
        { class: 'screen' },
        el(
          'div',
          { class: 'together' },
          el('b', {}, name),
          el('span', { class: `badge ${signalling}` }, isRinging ? 'rings' : signalling),
        ),
        el('div', { class: 'number ellipsis', attributes: { title: number } }, number),
        el(
          'div',
          { class: 'quiet hears', attributes: { title: hears } },
          hears === 'nothing' ? 'hears nothing' : hears,
        ),
        el('div', { class: 'together' }, ...buttons),
      ),
      isRinging ? undefined : el('div', { class: 'keys' }, ...pad),
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
