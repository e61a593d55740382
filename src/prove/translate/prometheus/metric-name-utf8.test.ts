import { describe, expect, it } from 'vitest';

import {
  rawWithRepeatedSuffixes,
  rawWithSuffixes,
  rawWithSuffixesOf30,
  untranslated,
} from './metric-name-utf8.ts';

describe('NoUTF8EscapingWithSuffixes', () => {
  it.each([
    ['counter', 'a.b', 's', 'a.b_seconds_total'],
    ['counter', 'a.total', '', 'a_total'],
    ['counter', 'cputotal', 's', 'cp_seconds_total'],
    ['counter', 'total', '', 'total_total'],
    ['gauge', 'hit.ratio', '1', 'hit_ratio'],
    ['gauge', 'a.seconds', 's', 'a.seconds'],
    ['gauge', 'a.per_second', '1/s', 'a_per_second'],
    ['gauge', 'net', 'By/s', 'net_bytes_per_second'],
    ['gauge', 'µ', 'µs', 'µ_µs'],
  ] as const)('names a %s %j in %j %j from 3.7 on', (kind, name, unit, expected) => {
    expect(rawWithSuffixes(name, kind, unit)).toBe(expected);
  });

  it('appends a suffix from 3.2 to 3.6 even where the name ends with it', () => {
    expect(rawWithRepeatedSuffixes('a.total', 'counter', 's')).toBe('a.total_seconds_total');
    expect(rawWithRepeatedSuffixes('net', 'gauge', 'By/s')).toBe('net_bytes_per_second');
  });

  it.each([
    ['counter', 'a.total.b', 's', 'a.b.seconds_total'],
    ['gauge', '.a..b.', 's', 'a.b.seconds'],
    ['gauge', 'a→b', '', 'aâb'],
    ['gauge', 'a.seconds', 's', 'a.seconds'],
    ['gauge', '1st', '', '_1st'],
  ] as const)('put a %s %j in %j together as %j in 3.0 and 3.1', (kind, name, unit, expected) => {
    expect(rawWithSuffixesOf30(name, kind, unit)).toBe(expected);
  });
});

describe('NoTranslation', () => {
  it('leaves a name alone', () => {
    expect(untranslated('a.b', 'counter', 's')).toBe('a.b');
  });
});
