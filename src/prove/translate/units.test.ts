import { describe, expect, it } from 'vitest';

import { escapeUnit, unitLabel, UNITS_OF_2_47, UNITS_OF_VICTORIAMETRICS, unitWords } from './units.ts';

describe('unitWords', () => {
  it.each([
    ['ms', 'milliseconds', ''],
    ['By', 'bytes', ''],
    ['1', '', ''],
    ['%', 'percent', ''],
    ['By/s', 'bytes', 'second'],
    ['1/min', '', 'min'],
    ['/s', '', 'second'],
    ['By/', 'bytes', ''],
    ['s/m/h', 'seconds', 'm/h'],
    ['{request}', '', ''],
    ['{request}/s', '', 'second'],
    ['a}', '', ''],
    ['kBy', 'kBy', ''],
    ['USD', 'USD', ''],
  ])('reads %j as %j per %j', (unit, main, per) => {
    expect(unitWords(unit)).toEqual({ main, per });
  });

  it("removes the spaces that Go's TrimSpace removes, and no others", () => {
    expect(unitWords(' s\u0085').main).toBe('seconds');
    expect(unitWords('\uFEFFs').main).toBe('\uFEFFs');
  });

  it('knows the units that only Prometheus 2.47 and 2.48 knew', () => {
    expect(unitWords('KB', UNITS_OF_2_47).main).toBe('kilobytes');
    expect(unitWords('KB').main).toBe('KB');
  });

  it('keeps a closing brace for VictoriaMetrics', () => {
    expect(unitWords('a}', UNITS_OF_VICTORIAMETRICS).main).toBe('a}');
  });
});

describe('escapeUnit', () => {
  it.each([
    ['µs', 's'],
    ['a__b', 'a_b'],
    ['foo_', 'foo_'],
    ['a:b', 'a:b'],
    ['$', ''],
  ])('makes %j %j', (word, escaped) => {
    expect(escapeUnit(word)).toBe(escaped);
  });
});

describe('unitLabel', () => {
  it.each([
    ['By/s', 'bytes_per_second'],
    ['1/s', 'per_second'],
    ['1', ''],
    ['foo_', 'foo'],
  ])('makes %j %j', (unit, label) => {
    expect(unitLabel(unit, true)).toBe(label);
  });

  it('keeps every character where names are not escaped', () => {
    expect(unitLabel('µs', false)).toBe('µs');
  });
});
