import { describe, expect, it } from 'vitest';
import { readQuery } from './read.ts';

/** Names by whose absence a query returns nothing: those that begin with `gone`. */
function proof(expression: string): string[] | undefined {
  return readQuery(expression)
    .provenEmpty(({ name }) => name?.startsWith('gone') ?? false)
    ?.flatMap(({ name }) => name ?? []);
}

describe('provenEmpty', () => {
  it.each([
    ['gone', ['gone']],
    ['sum by (job) (rate(gone{a="b"}[5m] offset 1h)) > 0', ['gone']],
    ['gone or gone_too', ['gone', 'gone_too']],
    ['gone / here', ['gone']],
    ['here * on (job) group_left (team) gone', ['gone']],
    ['gone unless here', ['gone']],
    ['here and gone', ['gone']],
    ['gone == bool 0', ['gone']],
    ['count(gone) == 0', ['gone']],
    ['(gone or gone_too) + here', ['gone', 'gone_too']],
    ['max_over_time(gone[1h:5m])', ['gone']],
    ['histogram_quantile(scalar(here), gone)', ['gone']],
    ['label_replace(gone, "a", "b", "c", "d")', ['gone']],
    ['1 - (gone or vector(0)) / gone_too', ['gone_too']],
    ['gone + fill (0) gone_too', ['gone', 'gone_too']],
    ['gone + fill_right (0) here', ['gone']],
    ['-gone @ end()', ['gone']],
    ['gone * $factor', ['gone']],
    ['gone $op gone_too', ['gone', 'gone_too']],
    ['$agg by (job) (gone)', ['gone']],
    ['# A comment\ngone', ['gone']],
  ])('proves that %s returns nothing', (expression, names) => {
    expect(proof(expression)).toEqual(names);
  });

  it.each([
    'here or gone',
    'gone or here',
    'here unless gone',
    'absent(gone)',
    'absent_over_time(gone[5m])',
    'scalar(gone)',
    'vector(scalar(gone))',
    'sum(gone) or vector(0)',
    'gone or on () vector(0)',
    'here + scalar(gone)',
    'time() - scalar(gone)',
    'clamp_max(here, scalar(gone))',
    'topk(scalar(gone), here)',
    'day_of_week()',
    'vector(time())',
    '{__name__=~"gone|here"}',
    '${metric}',
    'gone + fill (0) here',
    'gone + fill_left (0) here',
    'here + fill_right (0) gone',
    'gone $op here',
    '$agg(gone)',
    '$gone',
    '(absent(gone{a="b"}) or vector(5)) == 5',
    'sum(absent(gone)) - 1 or vector(1)',
  ])('does not say it of %s', (expression) => {
    expect(proof(expression)).toBeUndefined();
  });
});

describe('hidesAbsence', () => {
  it.each([
    ['sum(a) or vector(0)', 'alerts'],
    ['(a or vector( 0 )) / 2', 'alerts'],
    ['round(sum(a) or vector(0))', 'alerts'],
    ['1 - (a or vector(0))', 'alerts'],
    ['sum(a or vector(0)) + (b or vector(0))', 'alerts'],
    ['(sum(a) or vector(0)) < 5', 'alerts'],
    ['(sum(a) or vector(0)) < 0', 'shows'],
    ['1 - (sum(a) or vector(0)) / sum(b)', 'no'],
    ['(a or vector(0)) * on () group_right b', 'no'],
    ['absent(a) or vector(0)', 'no'],
    ['a or vector(1)', 'no'],
    ['a or b', 'no'],
    ['(sum(a) or vector(0)) > 5', 'no'],
    ['(sum(a) or vector(0)) and on () (sum(b) > 0)', 'no'],
    ['$x or vector(0)', 'no'],
  ])('of %s is %s', (expression, hides) => {
    expect(readQuery(expression).hidesAbsence).toBe(hides);
  });
});
