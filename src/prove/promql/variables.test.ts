import { describe, expect, it } from 'vitest';
import { QueryError } from './query-error.ts';
import { readQuery } from './read.ts';
import { fillVariables } from './variables.ts';

describe('fillVariables', () => {
  it.each([
    // A number.
    ['sum(rate(a[5m])) * $__interval_ms / 1000', 'sum(rate(a[5m])) * 11111111111111 / 1000'],
    ['topk($top, a)', 'topk(1111, a)'],
    ['a > bool ${factor}', 'a > bool 111111111'],
    ['histogram_quantile(0.$q, a)', 'histogram_quantile(0.11, a)'],
    // A duration.
    ['rate(a[$__rate_interval])', 'rate(a[5m              ])'],
    ['increase(a[$w:] offset -$w)', 'increase(a[5m:] offset -5m)'],
    ['max_over_time(a[${n}h:${step}])', 'max_over_time(a[5m   :5m     ])'],
    ['a @ $time', 'a @ 1    '],
    // A name, or a part of one.
    ['rate($metric[5m])', 'rate(_______[5m])'],
    ['${metric}{job="x"}', '_________{job="x"}'],
    ['${app}_total + a_[[b]]_c', '_______total + a_______c'],
    ['sum by ($by, job) (a)', 'sum by (___, job) (a)'],
    ['a{$label=~"x"}', 'a{______=~"x"}'],
    // Matchers.
    ['a{$filter}', 'a{       }'],
    ['a{$filter, b="c"}', 'a{         b="c"}'],
    ['a{b="c", $filter}', 'a{b="c",        }'],
    ['a{b="c"$more}', 'a{b="c"     }'],
    ['a{job=$job}', 'a{job=""  }'],
    // Text.
    ['a{b=~"x-${c:regex}$|y"}', 'a{b=~"x-__________$|y"}'],
    ['label_replace(a, "b", "$1-$d", "c", "(.*)")', 'label_replace(a, "b", "$1-__", "c", "(.*)")'],
    // A function, an aggregation, an operator.
    ['$agg by (job) (a)', 'sum  by (job) (a)'],
    ['sum(a) $op sum(b)', 'sum(a) +   sum(b)'],
    ['a * on (job) $b', 'a * on (job) 11'],
    ['# of $all\na', '# of $all\na'],
  ])('fills %j', (text, filled) => {
    expect(fillVariables(text).text).toBe(filled);
    expect(() => readQuery(text)).not.toThrow();
  });

  it('knows which parts come from a variable', () => {
    const { touches } = fillVariables('a{b="$c"} + d');
    expect(touches({ from: 2, to: 8 })).toBe(true);
    expect(touches({ from: 12, to: 13 })).toBe(false);
  });

  it.each([
    ['rate(a[$__range:1m] offset $x)', true],
    ['rate(a[5m])', true],
    ['a{b="$c"}', false],
    ['a @ $time', false],
  ])('says whether %s can be run: %s', (text, isRunnable) => {
    expect(fillVariables(text).isRunnable).toBe(isRunnable);
  });

  it.each(['sum(a) $offset', 'a ${more', 'sum by (a) $b{c="d"} e $f'])(
    'does not judge %s, where only the dashboard knows the variables',
    (text) => {
      try {
        readQuery(text);
        expect.unreachable();
      } catch (error) {
        expect(error).toBeInstanceOf(QueryError);
      }
    },
  );

  it.each(['a{b="$c"} * ', 'rate(a[$__range]) *', 'sum(a{b="$c"}'])(
    'calls %s wrong, whose variables cannot change its syntax',
    (text) => {
      expect(() => readQuery(text)).toThrow(/parse error/);
    },
  );
});
