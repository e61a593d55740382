import { describe, expect, it } from 'vitest';
import { claimsOf, judged } from './claims.ts';
import type { Job } from './jobs.ts';
import { partOf } from './part.ts';
import type { Run } from './run-jobs.ts';

function job(path: string): Job {
  return {
    project: 'owner/project',
    as: 'queries',
    name: `owner/project:${path}`,
    path: `/cache/m/${path}`,
    files: 1,
  };
}

function run(path: string, check: string, lines: readonly number[]): Run {
  const evidence = lines.map((line) => ({
    source: `/cache/m/${path}:${line}`,
    saw: `query of line ${line}`,
  }));
  return {
    job: job(path),
    contract: 'none',
    outcome: 'done',
    findings: [{ check, status: 'fail', message: '', evidence }],
    statuses: [],
    notUnderstood: [],
    error: undefined,
    seconds: 0,
    mib: 0,
  };
}

describe('claims of never', () => {
  it('are named by project, path and line, without the path of this machine', () => {
    expect(claimsOf([run('rules/a.yaml', 'TL801', [4])])).toEqual([
      { at: 'owner/project:rules/a.yaml:4', check: 'TL801', contract: 'none', saw: 'query of line 4' },
    ]);
  });

  it('are not made by checks that say something else', () => {
    expect(claimsOf([run('a.yaml', 'TL804', [1])])).toEqual([]);
  });
});

describe('judgements', () => {
  const claims = claimsOf([run('a.yaml', 'TL801', [1, 2])]);
  const judgement = {
    at: 'owner/project:a.yaml:1',
    check: 'TL801',
    contract: 'none',
    why: 'measured',
  } as const;

  it('that are missing are named', () => {
    expect(judged(claims, [{ ...judgement, verdict: true }]).open.map(({ at }) => at)).toEqual([
      'owner/project:a.yaml:2',
    ]);
  });

  it('count a claim as wrong that is false', () => {
    expect(judged(claims, [{ ...judgement, verdict: false }]).wrong.map(({ at }) => at)).toEqual([
      'owner/project:a.yaml:1',
    ]);
  });

  it('are wanted for the same hundred claims each time', () => {
    const many = claimsOf([
      run(
        'a.yaml',
        'TL801',
        Array.from({ length: 300 }, (_, line) => line),
      ),
    ]);
    const { sample } = judged(many, []);
    expect(sample).toHaveLength(100);
    expect(judged(many.toReversed(), []).sample).toEqual(sample);
  });
});

describe('parts', () => {
  it('hold each job once', () => {
    const jobs = Array.from({ length: 50 }, (_, number) => job(`${number}.json`));
    const parts = ['1/3', '2/3', '3/3'].flatMap((part) => partOf(jobs, part));
    expect(new Set(parts)).toEqual(new Set(jobs));
    expect(parts).toHaveLength(50);
  });

  it('that cannot be are an error', () => {
    expect(() => partOf([], '4/3')).toThrow('4/3 is no part');
  });
});
