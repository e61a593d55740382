import { describe, expect, it } from 'vitest';
import { evaluate } from './evaluate.ts';
import { parsePromQl } from './promql.ts';
import { QueryError } from '../prove/promql/query-error.ts';
import type { StoredSeries } from './series.ts';

const AT = 1_000_000;

function series(
  labels: Readonly<Record<string, string>>,
  ...values: (readonly [time: number, value: number])[]
): StoredSeries {
  const samples = values.map(([time, value]) => ({ time, value, stale: false }));
  return { labels: new Map(Object.entries(labels)), samples };
}

const STORED = [
  series({ __name__: 'a', job: 'x', path: 'one\ntwo' }, [AT - 60_000, 1], [AT, 2]),
  series({ __name__: 'a', job: 'y' }, [AT - 1, 5]),
  series({ __name__: 'b.c', job: 'y', 'k.8s': 'é' }, [AT, Number.NaN]),
];

function names(query: string): string[] {
  const result = evaluate(parsePromQl(query), STORED, AT);
  const found = result.type === 'vector' ? result.elements : result.series;
  return found.map(({ labels }) => `${labels.get('__name__')}/${labels.get('job')}`);
}

describe('a selector', () => {
  it.each([
    ['a', ['a/x', 'a/y']],
    ['a{job="x"}', ['a/x']],
    ['a{job!="x",}', ['a/y']],
    ['{__name__=~"a|b.*"}', ['a/x', 'a/y', 'b.c/y']],
    ['{"b.c"}', ['b.c/y']],
    ['{"b.c", "k.8s"="é"}', ['b.c/y']],
    ['{"b.c", "k.8s"=\'\\u00e9\'}', ['b.c/y']],
    ['a{path=""}', ['a/y']],
    ['(a{job!~`x`})', ['a/y']],
    ['a{job=~"(?i)X"}', ['a/x']],
    ['a{path=~"one.two"}', ['a/x']],
    ['# all of them\na', ['a/x', 'a/y']],
  ])('returns the series that match: %s', (query, found) => {
    expect(names(query)).toEqual(found);
  });

  it('matches a regular expression against the whole value', () => {
    expect(names('{job=~"x|y"}')).toHaveLength(3);
    expect(names('{__name__=~"b"}')).toEqual([]);
    expect(names('{__name__="a",job=~"|z"}')).toEqual([]);
  });

  it('with a range excludes the start of the range', () => {
    expect(evaluate(parsePromQl('a{job="x"}[1m]'), STORED, AT)).toMatchObject({
      series: [{ samples: [{ value: 2 }] }],
    });
    expect(evaluate(parsePromQl('a{job="x"}[1m1ms]'), STORED, AT)).toMatchObject({
      series: [{ samples: [{ value: 1 }, { value: 2 }] }],
    });
  });
});

describe('an aggregation', () => {
  it.each([
    ['sum(a)', [7]],
    ['sum by (job) (a)', [2, 5]],
    ['max(a) by (job)', [2, 5]],
    ['min({job=~".+"})', [2]],
    ['max({"b.c"})', [Number.NaN]],
    ['count(count by (__name__) ({job=~".+"}))', [2]],
    ['max(timestamp(a))', [AT / 1000]],
    ['sum by ("k.8s") ({"b.c"})', [Number.NaN]],
  ])('returns one value for each group: %s', (query, values) => {
    const result = evaluate(parsePromQl(query), STORED, AT);
    expect(result.type === 'vector' && result.elements.map(({ value }) => value)).toEqual(values);
  });
});

describe('invalid PromQL', () => {
  it.each([
    ['a b', 'parse error'],
    ['a{', 'end of input'],
    ['{}', 'at least one non-empty matcher'],
    ['a{__name__="b"}', 'must not be set twice'],
    ['a{b="\\z"}', 'unknown escape sequence'],
    ['a{b=~"("}', 'error parsing regexp'],
    ['a{b=~"(?=x)"}', 'Perl syntax'],
    ['timestamp(a[5m])', 'got range vector'],
    ['timestamp()', 'expected 1 argument'],
  ])('is bad_data with its position: %s', (query, message) => {
    expect(() => parsePromQl(query)).toThrow(QueryError);
    expect(() => parsePromQl(query)).toThrow(message);
    expect(() => parsePromQl(query)).toThrow(expect.objectContaining({ status: 400 }));
  });
});
