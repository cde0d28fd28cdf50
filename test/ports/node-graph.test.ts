/**
 * Flow 24 of the public ones (telnyx-demo-contact-center, ivr-engine): a graph of nodes and edges in JSON, as a visual
 * editor draws it, made into a flow. Closed here: a late end of an earlier prompt advanced the graph, a caller who hung
 * up followed the fallback edge, and a transfer was never left.
 */
import { expect, test } from 'vitest';
import { type AnyStateMachine, createMachine } from 'xstate';
import { callGuards } from 'callchart';
import { simulate } from 'callchart/testing';

type Node = { readonly id: string } & (
  | { readonly type: 'answer' | 'hangup' }
  | { readonly type: 'speak' | 'voicemail' | 'gather'; readonly text: string }
  | { readonly type: 'play'; readonly url: string }
  | { readonly type: 'transfer'; readonly to: string }
);
interface Edge {
  readonly source: string;
  readonly target: string;
  /** The digits that lead this way; without them it is where everything else leads. */
  readonly handle?: string;
}

const voice = 'female';

/** The graph as a flow: a state a node. */
function flowOf(nodes: readonly Node[], edges: readonly Edge[]): AnyStateMachine {
  const next = (id: string): string => edges.find((edge) => edge.source === id && !edge.handle)?.target ?? 'over';
  const ends = (node: Node, type: string, params: object, event: string): object => ({
    entry: { type, params },
    on: { [event]: next(node.id) },
    after: { 20_000: next(node.id) },
  });
  const stateOf = (node: Node): object => {
    switch (node.type) {
      case 'answer':
        return ends(node, 'answer', {}, 'call.answered');
      case 'speak':
        return ends(node, 'speak', { payload: node.text, voice }, 'call.speak.ended');
      case 'play':
        return ends(node, 'startPlayback', { audio_url: node.url }, 'call.playback.ended');
      case 'gather': {
        const chosen = edges.filter((edge) => edge.source === node.id && edge.handle);
        return {
          entry: {
            type: 'gatherUsingSpeak',
            params: { payload: node.text, voice, maximum_digits: 1, maximum_tries: 1, timeout_millis: 10_000 },
          },
          on: {
            'call.gather.ended': [
              ...chosen.map(({ handle, target }) => ({ guard: { type: 'digits', params: handle }, target })),
              { target: next(node.id) },
            ],
          },
          after: { 60_000: next(node.id) },
        };
      }
      case 'voicemail':
        return {
          initial: 'greeting',
          states: {
            greeting: {
              entry: { type: 'speak', params: { payload: node.text, voice } },
              on: { 'call.speak.ended': 'recording' },
              after: { 30_000: 'recording' },
            },
            recording: {
              entry: { type: 'startRecording', params: { format: 'mp3', channels: 'single', timeout_secs: 5 } },
              on: { 'call.recording.saved': '#over', 'command.failed.startRecording': '#over' },
              after: { 120_000: '#over' },
            },
          },
        };
      case 'transfer':
        return {
          entry: { type: 'transfer', params: { to: node.to, timeout_secs: 20 } },
          on: { 'legs.ended.target': next(node.id), 'command.failed.transfer': next(node.id) },
        };
      case 'hangup':
        break;
    }
    return { always: 'over' };
  };
  const states = Object.fromEntries(nodes.map((node) => [node.id, stateOf(node)]));
  return createMachine({
    id: 'node-graph',
    version: '1',
    initial: nodes[0]?.id ?? 'over',
    states: { ...states, over: { id: 'over', type: 'final' } },
  }).provide({ guards: callGuards as never });
}

const graph = flowOf(
  [
    { id: 'answer', type: 'answer' },
    { id: 'hello', type: 'speak', text: 'Welcome.' },
    { id: 'jingle', type: 'play', url: 'https://example.com/jingle.mp3' },
    { id: 'menu', type: 'gather', text: 'Sales 1, message 2.' },
    { id: 'sales', type: 'transfer', to: '+15550100' },
    { id: 'box', type: 'voicemail', text: 'After the tone.' },
    { id: 'end', type: 'hangup' },
  ],
  [
    { source: 'answer', target: 'hello' },
    { source: 'hello', target: 'jingle' },
    { source: 'jingle', target: 'menu' },
    { source: 'menu', target: 'sales', handle: '1' },
    { source: 'menu', target: 'box', handle: '2' },
    { source: 'menu', target: 'end' },
    { source: 'sales', target: 'box' },
  ],
);

test('1 goes to sales', async () => {
  const call = await simulate(graph).dial();
  await call.hears('Welcome');
  await call.hears('jingle.mp3');
  await call.hears('Sales 1');
  await call.presses('1');
  await call.sends('transfer', { to: '+15550100' });
  await call.isConnected();
  expect(await call.commands()).toEqual(['answer', 'speak', 'startPlayback', 'gatherUsingSpeak', 'transfer']);
  await call.hangsUp();
  await call.isOver();
});

test('nobody in sales: the transfer is left, for the box', async () => {
  const call = await simulate(graph).dial();
  await call.agent('+15550100').isBusy();
  await call.hears('Sales 1');
  await call.presses('1');
  await call.hears('After the tone');
  await call.sends('startRecording');
  await call.isOver();
});

test('whoever hangs up follows no edge', async () => {
  const call = await simulate(graph).dial();
  await call.hears('Sales 1');
  await call.hangsUp();
  await call.isOver();
  expect(await call.commands()).toEqual(['answer', 'speak', 'startPlayback', 'gatherUsingSpeak']);
});

test('the late end of a prompt does not move the graph', async () => {
  const line = await simulate(graph);
  line.simulator.faults.webhook({ name: 'call.speak.ended' }, { delayMs: 25_000 });
  const call = await line.dial();
  await call.isIn('menu');
  await call.advances('6s');
  await call.isIn('menu');
});
