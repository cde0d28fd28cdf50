/**
 * Makes elements. What is given as text becomes text: nothing that a caller sends is ever read as markup.
 */

type Child = Node | string | number | undefined | false;

interface Properties {
  readonly class?: string;
  readonly attributes?: Readonly<Record<string, string | undefined>>;
  readonly on?: Readonly<Record<string, (event: Event) => void>>;
}

/** An element with its children. */
export function el<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  { class: names, attributes = {}, on = {} }: Properties = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  if (names !== undefined && names !== '') element.className = names;
  for (const [name, value] of Object.entries(attributes)) if (value !== undefined) element.setAttribute(name, value);
  for (const [name, run] of Object.entries(on)) element.addEventListener(name, run);
  element.append(...children.filter((child) => child !== undefined && child !== false).map(nodeOf));
  return element;
}

const nodeOf = (child: Child): Node | string => (child instanceof Node ? child : String(child));

interface ButtonOptions {
  /** What it does, where it shows a sign only. */
  readonly label?: string;
  readonly disabled?: boolean;
}

/** A button that says what it does. */
export function button(text: string, run: () => void, options: ButtonOptions = {}): HTMLButtonElement {
  const { label, disabled = false } = options;
  const attributes = { type: 'button', 'aria-label': label, title: label };
  const made = el('button', { attributes, on: { click: run } }, text);
  made.disabled = disabled;
  return made;
}

/** The element of the page with that id. */
export function byId(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`there is no #${id}`);
  return found;
}
