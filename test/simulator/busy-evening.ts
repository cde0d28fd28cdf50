/**
 * A simulation with a bit of everything, driven by an application of a few lines: the same in process and over HTTP.
 */
import { createSimulator, type Simulator, type SimulatorOptions, VirtualClock } from 'callchart/simulator';

type Post = (path: string, params: object) => Promise<unknown>;

/** What the application does: answer, menu, transfer on 1, queue on 2, voicemail else. */
export async function react(
  event: { event_type: string; payload: Record<string, unknown> },
  post: Post,
): Promise<void> {
  const { event_type: type, payload } = event;
  const send = (action: string, params: object = {}): Promise<unknown> =>
    post(`/calls/${String(payload['call_control_id'])}/actions/${action}`, params);
  if (type === 'call.initiated' && payload['direction'] === 'incoming') {
    await send('answer', { client_state: 'Y2FsbGVy' });
  } else if (type === 'call.answered' && payload['client_state'] === 'Y2FsbGVy') {
    await send('speak', { payload: 'Welcome.', voice: 'female' });
    await send('gather_using_speak', {
      payload: 'Press 1 or 2.',
      voice: 'female',
      maximum_digits: 1,
      maximum_tries: 1,
      timeout_millis: 5_000,
    });
  } else if (type === 'call.gather.ended' && payload['status'] !== 'call_hangup') {
    if (payload['digits'] === '1') await send('transfer', { to: '+15550100020' });
    else if (payload['digits'] === '2') await send('enqueue', { queue_name: 'support', max_wait_time_secs: 20 });
    else await send('record_start', { format: 'mp3', channels: 'single', max_length: 10 });
  } else if (type === 'call.dequeued' && payload['reason'] === 'timeout') {
    await send('hangup');
  } else if (type === 'call.recording.saved') {
    await send('hangup');
  }
}

/** What the people do, and how long to turn the clock in between. */
export async function people(simulator: Simulator, advance: (ms: number) => Promise<void>): Promise<void> {
  simulator.onDial('+15550100020', [{ does: 'answer', afterMs: 2_000, hangsUpAfterMs: 5_000 }, 'busy']);
  for (let call = 0; call < 4; call++) simulator.incomingCall({ from: `+1555010010${call}` });
  await advance(4_000);
  simulator.party('A').press('1');
  simulator.party('B').press('2');
  await advance(60_000);
  for (const leg of simulator.legs()) simulator.party(leg.name).hangUp();
  await advance(60_000);
}

/** The ladder in lines of text, times counted from the start. */
export function linesOf(simulator: Simulator, startedAt: number): string[] {
  return simulator.log.map((entry) =>
    [entry.at - startedAt, entry.leg, entry.direction, entry.name, entry.detail, entry.status, entry.note].join(' '),
  );
}

/** In process, under a virtual clock. */
export async function playBusyEvening(
  options: Pick<SimulatorOptions, 'seed' | 'timing' | 'variants'>,
): Promise<string[]> {
  const clock = new VirtualClock();
  const startedAt = clock.now();
  const post: Post = (path, params) =>
    simulator
      .fetch(
        new Request(`https://api.telnyx.com/v2${path}`, {
          method: 'POST',
          headers: { authorization: 'Bearer KEY' },
          body: JSON.stringify(params),
        }),
      )
      .then(
        (response) => response.json(),
        () => undefined,
      );
  const simulator = createSimulator({
    ...options,
    clock,
    onWebhook: async (request) => {
      const { data } = (await request.json()) as { data: Parameters<typeof react>[0] };
      void react(data, post);
      return new Response();
    },
  });
  await people(simulator, (ms) => clock.advance(ms));
  if (!simulator.idle) throw new Error('The simulation has not come to rest.');
  return linesOf(simulator, startedAt);
}
