/**
 * The bridge to the Stately Inspector: this page opens it, in a window or a frame, and hands it what the server tells. It
 * keeps everything told, so that an inspector which is opened late or reloaded is told all of it again. Messages go to the
 * inspector's own origin and to nobody else.
 */
import { byId, el } from './element.ts';

/** What the server tells about the bridge. */
interface BridgeFacts {
  readonly inspector: string;
  readonly server: string;
  readonly full: boolean;
}

// What is told again when an inspector connects. Beyond that the oldest steps are left out, and the oldest calls.
const mostSteps = 20_000;
const mostActors = 400;

interface Message {
  readonly type: string;
  readonly id: string;
}

let facts: BridgeFacts | undefined;
let target: Window | undefined;
let isConnected = false;
let leftOut = 0;
const actors = new Map<string, Message>();
let rest: Message[] = [];
const known = new Set<string>();

function post(message: Message): void {
  if (target === undefined || facts === undefined || !isConnected) return;
  target.postMessage(message, new URL(facts.inspector).origin);
}

function take(message: Message): void {
  // After a reconnection the server tells everything anew.
  if (known.has(message.id)) return;
  known.add(message.id);
  if (message.type === '@xstate.actor') actors.set(message.id, message);
  else rest.push(message);
  for (const id of actors.keys()) if (actors.size > mostActors) actors.delete(id);
  if (rest.length > mostSteps) {
    for (const { id } of rest.slice(0, mostSteps / 10)) known.delete(id);
    rest = rest.slice(mostSteps / 10);
  }
  post(message);
  count();
}

function count(): void {
  const state = isConnected ? 'The inspector is connected' : 'No inspector is connected yet';
  const omitted = leftOut === 0 ? '' : ` ${leftOut} calls are left out: too many at once. ?call=<id> shows one.`;
  byId('count').textContent = `${state}; ${actors.size + rest.length} messages so far.${omitted}`;
}

function listen(): void {
  const source = new EventSource(`/api/stately${location.search}`);
  const said = byId('connection');
  source.addEventListener('open', () => {
    said.textContent = 'live';
    said.classList.remove('lost');
  });
  source.addEventListener('error', () => {
    said.textContent = 'not connected, trying again…';
    said.classList.add('lost');
  });
  source.addEventListener('bridge', (event) => {
    facts = JSON.parse((event as MessageEvent<string>).data) as BridgeFacts;
    describe(facts);
  });
  source.addEventListener('left out', (event) => {
    leftOut = Number((event as MessageEvent<string>).data);
    count();
  });
  source.addEventListener('message', (event) => {
    for (const message of JSON.parse(String(event.data)) as readonly Message[]) take(message);
  });
}

function describe({ inspector, full }: BridgeFacts): void {
  byId('target').textContent = `Opens ${inspector}, a page of somebody else's, and posts to it in this browser.`;
  byId('sent').textContent = full
    ? 'Sent: the flow’s definition, states, events, commands, context and payloads as they are, callers’ numbers and digits included; secrets masked, private digits never.'
    : 'Sent: the flow’s definition with the words and numbers that are written into it, states, names of events and commands, call ids, times. Not sent: context, payloads and params, which become [text] and [number]. callchart --inspect-full sends them too.';
}

window.addEventListener('message', (event: MessageEvent<unknown>) => {
  const data = event.data as { readonly type?: unknown } | null;
  if (facts === undefined || event.source !== target || event.origin !== new URL(facts.inspector).origin) return;
  if (data?.type !== '@statelyai.connected') return;
  isConnected = true;
  for (const message of [...actors.values(), ...rest]) post(message);
  count();
});

byId('open').addEventListener('click', () => {
  if (facts === undefined) return;
  isConnected = false;
  target = window.open(facts.inspector, 'xstateinspector') ?? undefined;
  if (target === undefined)
    byId('count').textContent = 'The browser did not let a window be opened: allow it, or open it here.';
});

byId('frame').addEventListener('click', () => {
  if (facts === undefined) return;
  isConnected = false;
  const frame = el('iframe', { attributes: { title: 'Stately Inspector', src: facts.inspector } });
  byId('frame-place').replaceChildren(frame);
  target = frame.contentWindow ?? undefined;
});

listen();
