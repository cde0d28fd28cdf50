/**
 * Asks the inspector's server, and listens to what it tells.
 */
import type { CallRow, CallView, Hello, PhoneAct, PhoneView, StepView } from '../wire.ts';
import type { FlowChart } from '../chart/flow-chart.ts';

/** A chart as the server hands it out: a picture, or an outline when there are too many states for one. */
export interface DrawnChart {
  readonly chart: FlowChart;
  readonly svg?: string;
}

async function ask<Answer>(path: string, init?: RequestInit): Promise<Answer> {
  const response = await fetch(path, init);
  const body = (await response.json()) as Answer & { readonly error?: { readonly message: string } };
  if (!response.ok) throw new Error(body.error?.message ?? `the server answered ${response.status}`);
  return body;
}

/** What the list is asked for. */
export type CallQuery = Readonly<Record<'flow' | 'phase' | 'number' | 'since', string>>;

/** The calls, newest first. */
export async function askCalls(query: CallQuery): Promise<readonly CallRow[]> {
  const { calls } = await ask<{ calls: readonly CallRow[] }>(`/api/calls?${new URLSearchParams(query).toString()}`);
  return calls;
}

/** The chart of a flow's structure. */
export const askChart = (hash: string): Promise<DrawnChart> => ask<DrawnChart>(`/api/charts/${hash}`);

/** The call as a test. */
export async function askTest(callId: string): Promise<string> {
  const { text } = await ask<{ text: string }>(`/api/test?call=${encodeURIComponent(callId)}`);
  return text;
}

/** Does something at a phone. */
export const actAtPhone = (body: PhoneAct): Promise<PhoneView> =>
  ask<PhoneView>('/api/phone', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

/** What is told. */
export interface Told {
  readonly hello: (hello: Hello) => void;
  readonly calls: (rows: readonly CallRow[]) => void;
  /** Ids of webhooks of the call that came once more. */
  readonly repeats: (ids: readonly string[]) => void;
  readonly steps: (steps: readonly StepView[]) => void;
  readonly state: (call: CallView) => void;
  readonly phone: (phone: PhoneView) => void;
  readonly connection: (isOpen: boolean) => void;
}

/** Listens; with a call, to its steps too. A page that nobody sees lets go of its connection. @returns ends it */
export function listen(callId: string | undefined, after: () => number, told: Told): () => void {
  let source: EventSource | undefined;
  const open = (): void => {
    const query = new URLSearchParams({ ...(callId !== undefined && { call: callId }), after: String(after()) });
    source = new EventSource(`/api/events?${query.toString()}`);
    source.addEventListener('open', () => told.connection(true));
    source.addEventListener('error', () => told.connection(false));
    // What each name carries is settled in `wire.ts`, for both sides.
    for (const name of ['hello', 'calls', 'repeats', 'steps', 'state', 'phone'] as const) {
      const tell = told[name] as (data: unknown) => void;
      source.addEventListener(name, (event) => tell(JSON.parse((event as MessageEvent<string>).data)));
    }
  };
  const look = (): void => {
    if (document.hidden) {
      source?.close();
      source = undefined;
    } else if (source === undefined) open();
  };
  look();
  document.addEventListener('visibilitychange', look);
  return () => {
    document.removeEventListener('visibilitychange', look);
    source?.close();
  };
}
