/**
 * The inspector's page: a call is chosen in the list, its steps come in, and the panels show the step that one has
 * travelled to. `#<callId>` in the address is the call, so that a reload keeps it.
 */
import type { CallView, StepView } from '../wire.ts';
import { CallList } from './call-list.ts';
import { CallPanel } from './call-panel.ts';
import { ChartPanel } from './chart-panel.ts';
import { byId } from './element.ts';
import { LadderPanel } from './ladder-panel.ts';
import { PhonePanel } from './phone-panel.ts';
import { askTest, listen } from './server.ts';
import { showStep } from './step-panel.ts';

let callId: string | undefined;
let steps: readonly StepView[] = [];
let call: CallView | undefined;
const repeats = new Set<string>();
let server: string | undefined;
let clockDifferenceMs = 0;
let stop = (): void => {};
// Until somebody chooses a call, the newest is shown.
let followsNewest = true;

const chart = new ChartPanel(byId('chart'));
const panel = new CallPanel(byId('call'), () => Date.now() + clockDifferenceMs);
const phone = new PhonePanel(byId('phone'));
const ladder = new LadderPanel(byId('ladder'), copyTest, (step) => {
  // A step that moved nothing leaves the last transition lit.
  const moved = steps.findLast(({ seq, lit }) => lit.length > 0 && seq <= (step?.seq ?? 0));
  chart.light(step?.active ?? [], moved?.lit ?? []);
  showStep(byId('step'), step);
});
const list = new CallList(
  byId('list'),
  (chosen) => {
    followsNewest = false;
    location.hash = encodeURIComponent(chosen);
  },
  ([newest]) => {
    if (followsNewest && callId === undefined && newest !== undefined) choose(newest.callId);
  },
);

/** Where a webhook came again it is said, though the journal has it once. */
const withRepeats = (step: StepView): StepView =>
  step.input.kind === 'webhook' && repeats.has(step.input.id ?? '')
    ? { ...step, badges: [...step.badges, 'duplicate'] }
    : step;

async function copyTest(): Promise<string> {
  if (callId === undefined) return 'Choose a call';
  try {
    await navigator.clipboard.writeText(await askTest(callId));
    return 'Copied';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function choose(chosen: string | undefined): void {
  callId = chosen;
  steps = [];
  repeats.clear();
  call = undefined;
  ladder.clear();
  panel.show(undefined);
  list.choose(chosen);
  byId('stately-link').setAttribute(
    'href',
    chosen === undefined ? '/stately' : `/stately?call=${encodeURIComponent(chosen)}`,
  );
  listenAnew();
}

function listenAnew(): void {
  stop();
  stop = listen(callId, () => steps.at(-1)?.seq ?? 0, {
    hello: (hello) => {
      clockDifferenceMs = hello.now - Date.now();
      // Another run of the server may know other calls.
      if (server !== undefined && server !== hello.server) void chart.draw(undefined);
      server = hello.server;
      list.flows([...new Set(hello.flows.map(({ id }) => id))]);
      // Before there is a call, the flow itself can be looked at; its picture is then there when one comes.
      if (callId === undefined) void chart.draw(hello.flows[0]?.hash);
    },
    calls: (rows) => {
      list.moved(rows);
      const newest = rows.toSorted((one, other) => other.createdAt - one.createdAt)[0];
      const isNewer = newest !== undefined && (call === undefined || newest.createdAt > call.createdAt);
      if (followsNewest && isNewer && newest.callId !== callId) choose(newest.callId);
    },
    steps: (more) => {
      const seen = steps.at(-1)?.seq ?? 0;
      steps = [...steps, ...more.filter(({ seq }) => seq > seen)];
      ladder.show(steps.map(withRepeats));
    },
    repeats: (ids) => {
      for (const id of ids) repeats.add(id);
      ladder.show(steps.map(withRepeats));
    },
    state: (view) => {
      call = view;
      panel.show(view);
      void chart.draw(view.hash);
    },
    phone: (view) => phone.show(view),
    connection: (isOpen) => {
      byId('connection').textContent = isOpen ? 'live' : 'not connected, trying again…';
      byId('connection').classList.toggle('lost', !isOpen);
    },
  });
}

const inAddress = (): string | undefined => decodeURIComponent(location.hash.slice(1)) || undefined;
window.addEventListener('hashchange', () => {
  if (inAddress() !== callId) choose(inAddress());
});
followsNewest = inAddress() === undefined;
choose(inAddress());
