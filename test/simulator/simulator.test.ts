import { createVerifier } from 'callchart';
import { createSimulator, type Variants, VirtualClock } from 'callchart/simulator';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { playBusyEvening } from './busy-evening.ts';

describe('a simulation', () => {
  it('is the same for the same seed and the same inputs', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), fc.constantFrom('instant', 'realistic'), async (seed, timing) => {
        const [first, second] = [await playBusyEvening({ seed, timing }), await playBusyEvening({ seed, timing })];
        expect(second).toEqual(first);
        expect(first.length).toBeGreaterThan(30);
      }),
      { numRuns: 8 },
    );
  });

  it('is another one for another seed', async () => {
    expect(await playBusyEvening({ seed: 1, timing: 'realistic' })).not.toEqual(
      await playBusyEvening({ seed: 2, timing: 'realistic' }),
    );
  });

  it('leaves no leg and no timer behind, whatever the variants', async () => {
    const variants: Partial<Variants>[] = [
      {},
      { gatherUsingSpeakEmitsSpeakEvents: true, secondGather: 'refused', mediaOnBridge: 'goes on' },
      { transferBridgedOn: 'new leg', bridgeOfAlertingLegEmitsAnswered: false, stopOfNothing: 'refused' },
    ];
    for (const each of variants) {
      const ladder = await playBusyEvening({ seed: 7, timing: 'realistic', variants: each });
      expect(ladder.filter((line) => line.includes('call.hangup')).length).toBeGreaterThanOrEqual(4);
    }
  });

  it('wants exactly one way for webhooks to go', () => {
    const clock = new VirtualClock();
    expect(() => createSimulator({ clock, seed: 1 })).toThrow('either onWebhook');
    expect(() =>
      createSimulator({ clock, seed: 1, webhookUrl: 'http://127.0.0.1:1', onWebhook: async () => new Response() }),
    ).toThrow('either onWebhook');
  });

  it('has a key of its own, by the seed', () => {
    const keyOf = (seed: number): string =>
      createSimulator({ clock: new VirtualClock(), seed, onWebhook: async () => new Response() }).publicKey;
    expect(keyOf(1)).toBe(keyOf(1));
    expect(keyOf(1)).not.toBe(keyOf(2));
    expect(() => createVerifier({ publicKey: keyOf(1) })).not.toThrow();
  });

  it('knows its legs by name and by id, and says so when it does not', () => {
    const simulator = createSimulator({ clock: new VirtualClock(), seed: 1, onWebhook: async () => new Response() });
    const caller = simulator.incomingCall();
    expect(simulator.party('A').callControlId).toBe(caller.callControlId);
    expect(simulator.party(caller.callControlId).name).toBe('A');
    expect(() => simulator.party('Z')).toThrow('no leg Z');
  });

  it('is over when it is closed', async () => {
    const clock = new VirtualClock();
    const simulator = createSimulator({ clock, seed: 1, onWebhook: async () => new Response() });
    simulator.incomingCall();
    expect(simulator.idle).toBe(false);
    simulator.close();
    await clock.advance(1_000_000);
    expect(simulator.idle).toBe(true);
    expect(simulator.log.filter((entry) => entry.direction === 'webhook')).toEqual([]);
  });
});
