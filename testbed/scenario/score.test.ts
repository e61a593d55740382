import { describe, expect, it } from 'vitest';
import type { ScenarioResult } from './run.ts';
import { FAILURE_MODES } from '../../src/prove/index.ts';
import { scoreOf } from './score.ts';

const result = (modes: readonly number[], more: Partial<ScenarioResult> = {}): ScenarioResult => ({
  scenario: 'one',
  title: 'One',
  modes,
  pass: true,
  expected: { verdict: 'broken', findings: [], metrics: {} },
  found: { verdict: 'broken', rootCause: null, findings: [], modes, metrics: {} },
  differences: [],
  twin: null,
  passed: [],
  ms: 10,
  checkMs: 10,
  requests: 3,
  ...more,
});

describe('the score of scenarios', () => {
  it('counts a failure mode that each of its scenarios names', () => {
    const { rows } = scoreOf([result([10]), result([10, 4])]);
    expect(rows).toMatchObject({ right: 2, of: FAILURE_MODES.length, wrong: [] });
    expect(rows.withoutScenario).toHaveLength(FAILURE_MODES.length - 2);
  });

  it('does not count a failure mode that one of its scenarios misses', () => {
    const missed = result([10], { differences: ['root cause is none'] });
    expect(scoreOf([result([10]), missed]).rows).toMatchObject({ right: 0, wrong: [10] });
  });

  it('does not count a failure mode that the findings do not name', () => {
    const silent = result([10], {
      found: { verdict: 'broken', rootCause: null, findings: [], modes: [1], metrics: {} },
    });
    expect(scoreOf([silent]).rows).toMatchObject({ right: 0, wrong: [10] });
  });

  it('counts a scenario by its diagnosis, and false alarms of twins separately', () => {
    const twin = { pass: false, found: null, alarms: ['TL504 alarms'] };
    const { scenarios, twins } = scoreOf([result([10], { pass: false, twin })]);
    expect(scenarios).toEqual({ right: 1, of: 1, percent: 100 });
    expect(twins).toEqual({ of: 1, falseAlarms: 1 });
  });

  it('has the median time and the most requests', () => {
    const score = scoreOf([
      result([], { checkMs: 100 }),
      result([], { checkMs: 300, requests: 14 }),
      result([], { checkMs: 200 }),
      result([], { checkMs: 900 }),
    ]);
    expect(score).toMatchObject({ medianCheckMs: 250, mostRequests: 14 });
    expect(scoreOf([]).medianCheckMs).toBeNull();
  });
});
