import { describe, expect, it } from 'vitest';

import {
  escapedWithoutSuffixes,
  escapedWithoutSuffixesOf36,
  escapedWithSuffixes,
  escapedWithSuffixesOf30,
  escapedWithSuffixesOf31,
} from './metric-name.ts';
import { nameOf247, nameOf2x } from './metric-name-v2.ts';

describe('UnderscoreEscapingWithSuffixes', () => {
  it.each([
    ['counter', 'openclaw.tokens', '1', 'openclaw_tokens_total'],
    ['counter', 'requests.total.count', '', 'requests_count_total'],
    ['counter', 'total', '', 'total'],
    ['counter', '___', '', 'total'],
    ['counter', 'process.cpu.time', 's', 'process_cpu_time_seconds_total'],
    ['gauge', 'process.cpu.utilization', '1', 'process_cpu_utilization_ratio'],
    ['gauge', 'cache.ratio.hit', '1', 'cache_hit_ratio'],
    ['gauge', 'net.rate', 'By/s', 'net_rate_bytes_per_second'],
    ['gauge', 'requests_per_second', '1/s', 'requests_per_second_per_second'],
    ['gauge', 'foo', 'foo_/s', 'foo_foo_per_second'],
    ['gauge', 'x', 'a_b', 'x_a_b'],
    ['gauge', 'a_b', 'a_b', 'a_b_a_b'],
    ['gauge', 'x', 'y/%', 'x_y'],
    ['updown', 'jobs.active', '1', 'jobs_active'],
    ['histogram', 'run.duration_ms', 'ms', 'run_duration_ms_milliseconds'],
    ['histogram', 'http.seconds.x', 's', 'http_seconds_x'],
    ['gauge', 'foo:bar', '', 'foo:bar'],
    ['gauge', '1st.metric', '', '_1st_metric'],
    ['gauge', 'café.temp', 'Cel', 'caf_temp_celsius'],
    ['gauge', '日本', '', ''],
    ['counter', 'x', 'total', 'x_total'],
  ] as const)('names a %s %j in %j %j', (kind, name, unit, expected) => {
    expect(escapedWithSuffixes(name, kind, unit)).toBe(expected);
  });

  it('keeps an underscore after a rate in 3.0 and 3.1, and replaces the colon of a unit in 3.0', () => {
    expect(escapedWithSuffixesOf31('x', 'gauge', 'y/a%')).toBe('x_y_per_a_');
    expect(escapedWithSuffixes('x', 'gauge', 'y/a%')).toBe('x_y_per_a');
    expect(escapedWithSuffixesOf31('x', 'gauge', 'a:b')).toBe('x_a:b');
    expect(escapedWithSuffixesOf30('x', 'gauge', 'a:b')).toBe('x_a_b');
  });
});

describe('UnderscoreEscapingWithoutSuffixes', () => {
  it.each([
    ['openclaw.tokens', 'openclaw_tokens'],
    ['a__b..c', 'a__b_c'],
    ['.leading.and.trailing.', 'leading_and_trailing'],
    ['_private', '_private'],
    ['1st', '_1st'],
    ['a b', 'a_b'],
    ['a._.b', 'a___b'],
    ['___', '___'],
    ['._.', ''],
    ['é', ''],
  ])('makes %j %j', (name, expected) => {
    expect(escapedWithoutSuffixes(name)).toBe(expected);
  });

  it('accepts in 3.6 a name that consists of underscores', () => {
    expect(escapedWithoutSuffixesOf36('._.')).toBe('_');
  });
});

describe('names of Prometheus 2.x', () => {
  it('lets a colon separate words', () => {
    expect(nameOf2x('foo:bar', 'gauge', '')).toBe('foo_bar');
  });

  it('keeps letters that are invalid there', () => {
    expect(nameOf2x('café.temp', 'gauge', 'Cel')).toBe('café_temp_celsius');
  });

  it('does not repeat a rate that the name has', () => {
    expect(nameOf2x('requests_per_second', 'gauge', '1/s')).toBe('requests_per_second');
  });

  it('translate the unit of dollars up to 2.48', () => {
    expect(nameOf247('cost', 'counter', '$')).toBe('cost_dollars_total');
    expect(nameOf2x('cost', 'counter', '$')).toBe('cost_total');
  });
});
