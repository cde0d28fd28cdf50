import { describe, expect, it } from 'vitest';
import { FarEnds } from '../../src/simulator/far-end.ts';

const call = (to: string) => ({ to, from: '+15550100011', by: 'dial' as const });

describe('the rules for far ends', () => {
  it('answer by default; the newest rule that fits decides', () => {
    const farEnds = new FarEnds();
    expect(farEnds.decide(call('+1'))).toEqual({ does: 'answer' });
    farEnds.rule(/^\+1/, 'busy');
    const takeBack = farEnds.rule('+12', { does: 'answer', afterMs: 7 });
    expect(farEnds.decide(call('+12'))).toEqual({ does: 'answer', afterMs: 7 });
    expect(farEnds.decide(call('+13'))).toEqual({ does: 'busy' });
    takeBack();
    expect(farEnds.decide(call('+12'))).toEqual({ does: 'busy' });
  });

  it('of several far ends each call takes the next, the last one stays', () => {
    const farEnds = new FarEnds();
    farEnds.rule(({ by }) => by === 'dial', ['busy', 'no answer', 'answer']);
    const taken = [1, 2, 3, 4].map(() => farEnds.decide(call('+1')).does);
    expect(taken).toEqual(['busy', 'no answer', 'answer', 'answer']);
  });

  it('a listener may leave it to older ones', () => {
    const farEnds = new FarEnds();
    farEnds.rule(/.*/, 'decline');
    farEnds.listen(({ to }) => (to === '+1' ? 'voicemail' : undefined));
    expect(farEnds.decide(call('+1'))).toEqual({ does: 'voicemail' });
    expect(farEnds.decide(call('+2'))).toEqual({ does: 'decline' });
  });
});
