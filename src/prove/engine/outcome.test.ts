import { describe, expect, expectTypeOf, it } from 'vitest';
import { type Evidence, type Judged, judged, pass, skip } from './outcome.ts';

const evidence = (count: number): Evidence[] =>
  Array.from({ length: count }, (_, at) => ({ source: 'rules.yaml', saw: `query ${at}` }));

describe('pass', () => {
  it('takes the list of what was judged, and does not compile with an empty one or none', () => {
    expectTypeOf<Parameters<typeof pass>>().toEqualTypeOf<[message: string, evidence: Judged]>();
    // @ts-expect-error an empty list does not compile
    pass('x', []);
    // @ts-expect-error a list that may be empty does not compile
    pass('x', evidence(2));
    // @ts-expect-error nor does none
    pass('x');
    expect(pass('x', [{ source: 'a', saw: 'b' }]).evidence).toHaveLength(1);
  });
});

describe('judged', () => {
  it('returns at most ten of what was judged, and undefined where that is nothing', () => {
    expect(judged([])).toBeUndefined();
    expect(judged(evidence(3))).toEqual(evidence(3));
    expect(judged(evidence(40))).toEqual(evidence(10));
  });
});

describe('skip', () => {
  it('needs no evidence, and names no failure mode', () => {
    expect(skip('there is no mesh')).toEqual({ status: 'skip', message: 'there is no mesh', evidence: [] });
  });
});
