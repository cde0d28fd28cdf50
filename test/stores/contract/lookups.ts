/** What a store promises about finding calls by their names. */
import { describe, expect, test } from 'vitest';
import { commitOf, looseOf, noon } from '../call-commits.ts';
import type { OpenStore } from '../contract.ts';
import { withStore } from './with-store.ts';

export function lookupGuarantees(open: OpenStore): void {
  describe('find', () => {
    test(
      'keys lead to the call that took them in, or to none; what is unknown is missing',
      withStore(open, async ({ store }) => {
        await store.commit([commitOf('a', { keys: ['k1', 'k2'] }), looseOf('loose')]);
        const { keys } = await store.find({ keys: ['k2', 'loose', 'unknown', 'k1'] });
        expect(keys).toEqual(new Map(Object.entries({ k1: 'a', k2: 'a', loose: '' })));
        expect(await store.find({})).toEqual({ keys: new Map(), legs: new Map(), sessions: new Map() });
      }),
    );

    test(
      'names of one kind are none of another',
      withStore(open, async ({ store }) => {
        await store.commit([commitOf('a', { keys: ['key'], legs: ['leg'], sessions: ['session'] })]);
        const all = ['key', 'leg', 'session'];
        expect(await store.find({ keys: all, legs: all, sessions: all })).toEqual({
          keys: new Map([['key', 'a']]),
          legs: new Map([['leg', 'a']]),
          sessions: new Map([['session', 'a']]),
        });
      }),
    );

    test(
      'legs are added step by step, may be named again, and lead to the call that named them last',
      withStore(open, async ({ store }) => {
        await store.commit([commitOf('a', { legs: ['l1', 'l2'] })]);
        await store.commit([commitOf('a', { step: 2, legs: ['l2', 'l3'] }), commitOf('b', { legs: ['l1'] })]);
        expect((await store.find({ legs: ['l1', 'l2', 'l3'] })).legs).toEqual(
          new Map([
            ['l1', 'b'],
            ['l2', 'a'],
            ['l3', 'a'],
          ]),
        );
      }),
    );

    test(
      'a session leads to its newest call, whoever names it last',
      withStore(open, async ({ store }) => {
        const begun = (ms: number) => ({ summary: { createdAt: noon + ms }, sessions: ['s'] });
        await store.commit([commitOf('first', begun(0))]);
        expect((await store.find({ sessions: ['s'] })).sessions.get('s')).toBe('first');
        await store.commit([commitOf('third', begun(2)), commitOf('second', begun(1))]);
        expect((await store.find({ sessions: ['s'] })).sessions.get('s')).toBe('third');
        await store.commit([commitOf('first', { step: 2, ...begun(0) })]);
        expect((await store.find({ sessions: ['s'] })).sessions.get('s')).toBe('third');
        await store.commit([commitOf('third', { step: 2, ...begun(2) })]);
        expect((await store.find({ sessions: ['s'] })).sessions.get('s')).toBe('third');
      }),
    );

    test(
      'two calls of a session that began in the same millisecond: the same one always',
      withStore(open, async ({ store }) => {
        await store.commit([commitOf('b', { sessions: ['s'] }), commitOf('a', { sessions: ['s'] })]);
        await store.commit([commitOf('a', { step: 2, sessions: ['s'] })]);
        expect((await store.find({ sessions: ['s'] })).sessions.get('s')).toBe('b');
      }),
    );

    test(
      'any text is a name, and no two are the same',
      withStore(open, async ({ store }) => {
        const names = [
          'ü',
          'u\u0308',
          '😀',
          '\u0000',
          'a\u0000b',
          'a\u0000c',
          'a',
          '\ud83d',
          '\ude00',
          '"a"',
          "'; --",
          ' ',
        ];
        const results = await store.commit(
          names.map((name) => commitOf(name, { keys: [name], legs: [name], sessions: [name] })),
        );
        expect(new Set(results)).toEqual(new Set(['written']));
        const same = new Map(names.map((name) => [name, name]));
        expect(await store.find({ keys: names, legs: names, sessions: names })).toEqual({
          keys: same,
          legs: same,
          sessions: same,
        });
        expect([...(await store.load(names)).keys()]).toEqual(names);
        for (const name of names) expect((await store.journal(name))[0]?.callId).toBe(name);
        const listed = (await store.list({})).map(({ callId }) => callId);
        expect(listed.toSorted()).toEqual(names.toSorted());
        expect(new Set(await store.open(100))).toEqual(new Set(names));
      }),
    );
  });

  describe('load', () => {
    test(
      'gives what is there; what is not is missing',
      withStore(open, async ({ store }) => {
        await store.commit([commitOf('a'), commitOf('b')]);
        expect([...(await store.load(['b', 'unknown', 'a'])).keys()]).toEqual(['b', 'a']);
        expect((await store.load([])).size).toBe(0);
      }),
    );

    test(
      'keeps JSON as it was, any text included',
      withStore(open, async ({ store }) => {
        const payload = {
          text: 'Grüße 😀 \u0000 \u2028 \ud800',
          numbers: [0.1, -1e300, 9_007_199_254_740_991],
          deep: { empty: {}, list: [[], null, false, ''] },
          ['__proto__']: 'own',
        };
        const commit = commitOf('a', { payload, summary: { from: 'sip:\u0000ü@example.com', to: undefined } });
        await store.commit([commit]);
        expect((await store.load(['a'])).get('a')).toEqual(commit.record);
        expect(await store.list({})).toEqual([commit.summary]);
      }),
    );

    test(
      'gives copies: what a reader changes, nobody else sees',
      withStore(open, async ({ store }) => {
        const commit = commitOf('a', { payload: { list: [1] } });
        await store.commit([commit, looseOf('loose')]);
        const read = async (): Promise<unknown[]> => [
          (await store.load(['a'])).get('a'),
          (await store.journal('a'))[0],
          (await store.list({}))[0],
          (await store.unrouted(1))[0],
        ];
        const before = JSON.stringify(await read());
        for (const it of await read()) Object.assign(it as object, { phase: 'changed', at: -1 });
        expect(JSON.stringify(await read())).toBe(before);
      }),
    );
  });
}
