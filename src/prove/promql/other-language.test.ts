import { describe, expect, it } from 'vitest';
import { otherLanguage } from './other-language.ts';

describe('otherLanguage', () => {
  it.each([
    'sum(rate({app="a"} |= `error` [1m]))',
    'sum by (app) (rate( {app="a"} | json | __error__="" [1m] ))',
    'count_over_time({job="x"} |~ "pass(word)?" [5m]) > 0',
    '{app="a"} != "debug"',
    '{app="a"} |= "$search"',
  ])('recognises LogQL: %s', (expression) => {
    expect(otherLanguage(expression)).toBe('LogQL');
  });

  it.each([
    'WITH (f = {job="x"}) up{f}',
    'median_over_time(up[1h]) keep_metric_names',
    'sum(up) default 0',
    'topk_last(5, sum(up) by (job))',
    'lag(vmanomaly_start_time_seconds[24h]) > 600',
  ])('recognises MetricsQL: %s', (expression) => {
    expect(otherLanguage(expression)).toBe('MetricsQL');
  });

  it.each(['sum(kube_pod_info[5m]))', 'increase(max(a)[5m])', 'a{b="c"} !=', 'x != ""'])(
    'takes an error in PromQL for nothing else: %s',
    (expression) => {
      expect(otherLanguage(expression)).toBeUndefined();
    },
  );
});
