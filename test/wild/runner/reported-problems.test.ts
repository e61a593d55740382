import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readInputs } from './read.ts';
import { differenceOf, readReportedProblems } from './reported-problems.ts';

const problems = readReportedProblems();
const inputs = readInputs(fileURLToPath(new URL('..', import.meta.url)));
const inputsOf = (folder: string) => inputs.filter(({ folder: path }) => path.endsWith(`/${folder}`));

describe('the reported problems of OpenClaw', () => {
  it('are 59, of which each has one input, and no report is in two of them', () => {
    expect(problems).toHaveLength(59);
    expect(new Set(problems.map(({ input }) => input)).size).toBe(59);
    const reports = problems.flatMap(({ reports }) => reports);
    expect(reports.filter((report, index) => reports.indexOf(report) !== index)).toEqual([]);
  });

  it('are judged rightly by inputs that expect a finding, a right result, or nothing', () => {
    const wrong = problems.flatMap((problem) => {
      const difference = differenceOf(problem, inputsOf(problem.input));
      return difference === undefined ? [] : [`${problem.problem}: ${problem.input} ${difference}`];
    });
    expect(wrong).toEqual([]);
  });

  it('are found in more than half', () => {
    const found = problems.filter(({ expected }) => expected === 'finding').length;
    expect(found).toBeGreaterThan(problems.length / 2);
  });

  it('that have no input, or one that expects something else, are reported', () => {
    const [first] = problems;
    if (!first) throw new Error('the list is empty');
    expect(differenceOf(first, [])).toBe('has no input');
    expect(differenceOf({ ...first, expected: 'not judged' }, inputsOf(first.input))).toBe(
      'has a case that expects a finding',
    );
    expect(differenceOf({ ...first, reports: ['a/b#1'] }, inputsOf(first.input))).toContain('an input after');
  });
});
