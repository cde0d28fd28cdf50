import {
  assign,
  cancel,
  emit,
  enqueueActions,
  forwardTo,
  fromPromise,
  log,
  raise,
  sendParent,
  sendTo,
  spawnChild,
  stopChild,
} from 'xstate';
import { describe, expect, test } from 'vitest';
import { callActions, hangup, speak } from 'callchart';
import { refusalLines } from './refusals.ts';

const greet = speak({ payload: 'Hi.', voice: 'female' });
const acting = (entry: unknown, actions: object = {}) =>
  refusalLines({
    states: { menu: { entry, on: { again: {} } } },
    config: { on: { 'call.hangup': { actions: raise({ type: 'again' }) } } },
    implementations: { actions: { ...callActions, ...actions } },
  });

describe('loads', () => {
  test.each([
    ['a command', greet],
    ['a command by name', 'answer'],
    ['a raw command', { type: 'hangup', params: {} }],
    ['assign', assign({ rounds: 1 })],
    ['assign by function', assign(() => ({ rounds: 1 }))],
    ['raise', raise({ type: 'again' })],
    ['cancel', cancel('again')],
    ['emit', emit({ type: 'heard' })],
    ['log', log('here')],
    ['enqueueActions with commands', enqueueActions(({ enqueue }) => enqueue(hangup()))],
  ])('%s', (_what, action) => {
    expect(acting(action)).toEqual([]);
    expect(acting([greet, action])).toEqual([]);
  });

  test("an author's named action that is one of XState's", () => {
    expect(acting('count', { count: assign({ rounds: 1 }) })).toEqual([]);
    expect(acting({ type: 'count' }, { count: assign({ rounds: 1 }) })).toEqual([]);
  });

  test('stopping a task that some state invokes', () => {
    const states = { menu: { invoke: { id: 'lookup', src: 'lookup' }, entry: stopChild('lookup') } };
    const actors = { lookup: fromPromise(async () => 1) };
    expect(refusalLines({ states, implementations: { actors } })).toEqual([]);
  });
});

describe('refused with place and remedy', () => {
  test.each([
    ['a misspelt command', 'anwser', 'action entry: there is no command or action named "anwser"', '"answer"'],
    ['an unknown object', { type: 'ring' }, 'action entry: there is no command or action named "ring"', ''],
    ['what is no action', 7, 'action entry: the action is neither a name nor an object', ''],
    ['a key beside params', { type: 'answer', leg: 'caller' }, 'key entry: `leg` of answer', 'Put it into `params`'],
    ['an inline function', () => undefined, 'closure entry: an inline function stands', 'Write a command'],
    ['a sendTo', sendTo('other', { type: 'again' }), 'actor entry: it sends to another actor', '`raise`'],
    ['a sendTo self', sendTo(({ self }) => self, { type: 'again' }), 'actor entry: it sends', '`raise`'],
    ['a sendParent', sendParent({ type: 'again' }), 'actor entry: it sends to another actor', '`raise`'],
    ['a forwardTo', forwardTo('other'), 'actor entry: it sends to another actor', '`raise`'],
    ['a spawnChild', spawnChild(fromPromise(async () => 1)), 'actor entry: it spawns an actor', 'one machine'],
    ['a stopChild', stopChild('other'), 'actor entry: it stops "other", which no state invokes', 'Leave the state'],
    ['a spawn in assign', assign({ ref: ({ spawn }) => spawn('x') }), 'actor entry: its assign spawns', 'one machine'],
    [
      'a spawn in enqueueActions',
      enqueueActions(({ enqueue }) => enqueue.spawnChild('x')),
      'actor entry: its enqueueActions spawns',
      'one machine',
    ],
    [
      'a sendTo in enqueueActions',
      enqueueActions(({ enqueue }) => enqueue.sendTo('x', { type: 'again' })),
      'actor entry: its enqueueActions sends',
      '`raise`',
    ],
    [
      'a closure in enqueueActions',
      enqueueActions(({ enqueue }) => enqueue(() => undefined)),
      'closure entry: its enqueueActions enqueues a function',
      'Write a command',
    ],
  ])('%s', (_what, action, message, remedy) => {
    const lines = acting(action);
    expect(lines).toEqual([expect.stringContaining(`menu ${message}`)]);
    expect(lines[0]).toContain(remedy);
  });

  test('a closure that looks like a command names it', () => {
    const telnyx = { hangup: (id: string) => id };
    expect(acting(() => telnyx.hangup('v3:1'))[0]).toContain(
      'nothing runs it. It looks like the command hangup. → Write `hangup({ … })` in its place.',
    );
  });

  test("an author's named action that is a function", () => {
    expect(acting('notify', { notify: () => undefined })[0]).toContain(
      'menu action entry: the action "notify" is a function of its own, which nothing runs.',
    );
  });

  test('wherever an action stands', () => {
    const actions = 'anwser';
    const inner = { initial: { target: 'inner', actions }, states: { inner: {} } };
    const menu = { exit: actions, on: { '*': { actions } }, after: { 5: { actions } }, always: { actions }, ...inner };
    expect(refusalLines({ states: { menu } }).map((line) => line.split(':')[0])).toEqual([
      'menu action exit',
      'menu action on *',
      'menu action after 5',
      'menu action always',
      'menu action initial',
    ]);
  });

  test('a context that spawns', () => {
    const context = ({ spawn }: { spawn: (src: string) => unknown }) => ({ ref: spawn('x') });
    expect(refusalLines({ config: { context } })[0]).toContain('(machine) actor context spawns an actor.');
  });
});
