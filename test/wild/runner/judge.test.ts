import { describe, expect, it } from 'vitest';
import type { Report } from '../../../src/prove/index.ts';
import { type Ended, judge } from './judge.ts';
import { isGood } from './lines.ts';
import { type Expect, wildSchema } from './schema.ts';

function expecting(expect: Partial<Expect>): Expect {
  const [one] = wildSchema.parse({
    source: 'owner/repository#1',
    reported: 'A panel is empty.',
    kind: 2,
    cases: [
      {
        healthy: false,
        run: ['lint', 'rules.yaml'],
        expect,
        known: { measured: 'Prometheus 3.5.3' },
        first: { date: '2026-11-26', seen: 'wrong' },
      },
    ],
  }).cases;
  if (one === undefined) throw new Error('a case was given');
  return one.expect;
}

function ended(code: number, text: string, checks: Readonly<Record<string, string>> = {}): Ended {
  const report = {
    verdict: code === 3 ? 'undetermined' : code === 1 ? 'broken' : 'arriving',
    rootCause: null,
    checks: Object.entries(checks).map(([id, status]) => ({ id, status, modes: [], message: 'a message' })),
  };
  return { code, text, report: report as unknown as Report, patched: undefined };
}

describe('a result of the inputs from others', () => {
  it('is right if all that was expected was found', () => {
    const wanted = expecting({
      exit: 1,
      fails: ['TL801'],
      says: ['is stored\nnowhere'],
      mustNotFail: ['TL804'],
    });
    expect(judge(wanted, ended(1, 'x is stored  nowhere', { TL801: 'fail', TL804: 'pass' }))).toEqual({
      outcome: 'right',
      why: [],
    });
  });

  it('is wrong if a check fails that must not', () => {
    const { outcome, why } = judge(expecting({ mustNotFail: 'any' }), ended(1, '', { TL801: 'fail' }));
    expect(outcome).toBe('wrong');
    expect(why).toEqual(['TL801 fails: a message']);
  });

  it('is wrong if a report is expected and the run printed none', () => {
    const none = { code: 2, text: '--wait 30 is no duration', report: undefined, patched: undefined };
    expect(judge(expecting({ verdict: 'arriving' }), none)).toEqual({
      outcome: 'wrong',
      why: ['there is no report: --wait 30 is no duration'],
    });
    expect(judge(expecting({ exit: 2, says: ['no duration'] }), none).outcome).toBe('right');
  });

  it('is wrong if a check passes that must fail, or where nothing could be judged', () => {
    expect(judge(expecting({ fails: ['TL801'] }), ended(0, '', { TL801: 'pass' })).outcome).toBe('wrong');
    expect(judge(expecting({ unknown: ['TL801'] }), ended(0, '', { TL801: 'pass' })).outcome).toBe('wrong');
  });

  it('is wrong if a fault is not found and the run ends as if all were well', () => {
    expect(judge(expecting({ exit: 1, says: ['port 4318'] }), ended(0, 'all right')).outcome).toBe('wrong');
  });

  it('is not judged if what must fail or pass is unknown', () => {
    expect(judge(expecting({ exit: 1, fails: ['TL801'] }), ended(3, '', { TL801: 'unknown' })).outcome).toBe(
      'not judged',
    );
    expect(judge(expecting({ passes: ['TL801'] }), ended(3, '', { TL801: 'blocked' })).outcome).toBe(
      'not judged',
    );
  });

  it('is wrong if a run that judged too little says something false', () => {
    expect(judge(expecting({ exit: 1, saysNot: ['never'] }), ended(3, 'never')).outcome).toBe('wrong');
  });

  it('is wrong if the command crashes', () => {
    expect(judge(expecting({ exit: 0 }), { ...ended(7, 'TypeError'), report: undefined }).outcome).toBe(
      'wrong',
    );
  });

  it('is wrong if a patch is expected and none is printed', () => {
    expect(judge(expecting({ patched: { exit: 0, files: {} } }), ended(1, '')).outcome).toBe('wrong');
  });
});

describe('the expected result of an input', () => {
  it('allows nothing wrong', () => {
    expect(isGood({ right: 99, wrong: 1, 'not judged': 0 })).toBe(false);
  });

  it('allows a tenth that is not judged', () => {
    expect(isGood({ right: 90, wrong: 0, 'not judged': 10 })).toBe(true);
    expect(isGood({ right: 89, wrong: 0, 'not judged': 11 })).toBe(false);
  });
});

describe('wild.yaml', () => {
  it('is rejected with the position of each error', () => {
    const { error } = wildSchema.safeParse({ source: 'a report', reported: '', kind: 15, cases: [] });
    expect(error?.issues.map(({ path }) => path.join('.'))).toEqual(['source', 'reported', 'kind', 'cases']);
  });

  it('may name only checks that exist', () => {
    expect(() => expecting({ fails: ['TL999'] })).toThrow('there is no such check');
  });
});
