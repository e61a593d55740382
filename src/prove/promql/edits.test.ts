import { describe, expect, it } from 'vitest';
import { edited, renameEdits, valueEdits } from './edits.ts';

const LABELS = new Map([['http_method', 'http.method']]);

function renamed(expression: string, to: string, labels: ReadonlyMap<string, string> = new Map()) {
  const edits = renameEdits(expression, new Map([['shop_calls', { to, labels }]]));
  return edits && edited(expression, edits);
}

describe('renameEdits', () => {
  it.each([
    ['shop_calls', '{"shop.calls"}'],
    ['shop_calls{}', '{"shop.calls"}'],
    ['shop_calls { a="b" }', '{"shop.calls", a="b" }'],
    [
      'sum by (a) (rate(shop_calls{a="b",}[5m] offset 1h))',
      'sum by (a) (rate({"shop.calls",a="b",}[5m] offset 1h))',
    ],
    ['shop_calls{$filter}', '{"shop.calls",$filter}'],
    ['rate(shop_calls[$__rate_interval])', 'rate({"shop.calls"}[$__rate_interval])'],
    [
      'max_over_time(shop_calls[1h:5m]) / shop_calls @ 0',
      'max_over_time({"shop.calls"}[1h:5m]) / {"shop.calls"} @ 0',
    ],
    ['{__name__="shop_calls", a="b"}', '{__name__="shop.calls", a="b"}'],
    ['{"shop_calls"}', '{"shop.calls"}'],
    ['shop_calls_total{a="shop_calls"} # shop_calls', 'shop_calls_total{a="shop_calls"} # shop_calls'],
  ])('quotes a name with dots: %s becomes %s', (expression, right) => {
    expect(renamed(expression, 'shop.calls')).toBe(right);
  });

  it.each([
    ['shop_calls_sum / shop_calls{a="b"}', 'shop_calls_sum / shop_calls_total{a="b"}'],
    ['{"shop_calls", a="b"}', 'shop_calls_total{a="b"}'],
    ['{ "shop_calls" }', 'shop_calls_total'],
    ['{a="b", "shop_calls"}', '{a="b", "shop_calls_total"}'],
  ])('leaves a plain name plain: %s becomes %s', (expression, right) => {
    expect(renamed(expression, 'shop_calls_total')).toBe(right);
  });

  it.each([
    ['shop_calls{http_method="GET"}', '{"shop.calls","http.method"="GET"}'],
    ['sum by (http_method, a) (shop_calls)', 'sum by ("http.method", a) ({"shop.calls"})'],
    ['shop_calls / on (http_method) shop_calls', '{"shop.calls"} / on ("http.method") {"shop.calls"}'],
    [
      'sum by (a) (shop_calls) + sum by (http_method) (up)',
      'sum by (a) ({"shop.calls"}) + sum by (http_method) (up)',
    ],
  ])('renames the labels of the metric: %s becomes %s', (expression, right) => {
    expect(renamed(expression, 'shop.calls', LABELS)).toBe(right);
  });

  it.each([
    'shop_calls * on (http_method) up',
    'label_replace(shop_calls, "m", "$1", "http_method", "(.*)")',
  ])('gives up where a label is that of another metric, or in a string: %s', (expression) => {
    expect(renamed(expression, 'shop.calls', LABELS)).toBeUndefined();
  });
});

describe('valueEdits', () => {
  it('changes the value of a matcher, and no other text', () => {
    const expression = 'up{job="a", name="a", x!="a"} or b{"job"="a"}';
    expect(edited(expression, valueEdits(expression, 'job', 'a', 'b'))).toBe(
      'up{job="b", name="a", x!="a"} or b{"job"="b"}',
    );
  });

  it('changes a list of one text, and the selectors of one metric only', () => {
    const expression = 'a{job=~"a"} / on (job) up{job="a"} / a{job=~"a|b"}';
    expect(edited(expression, valueEdits(expression, 'job', 'a', 'x/a', 'a'))).toBe(
      'a{job=~"x/a"} / on (job) up{job="a"} / a{job=~"a|b"}',
    );
    expect(valueEdits('a{le=~"5"}', 'le', '5', '5.0')).toEqual([]);
  });
});
