import { describe, expect, it } from 'vitest';
import { PROGRAMS, isOfSeries, programSpec, serverSpec } from './table.ts';

describe('serverSpec', () => {
  it.each([
    ['prometheus', '3.5.3'],
    ['prometheus@3.5', '3.5.3'],
    ['prometheus@3.5.3', '3.5.3'],
    ['prometheus@2.53', '2.53.3'],
    ['prometheus@3.12', '3.12.0'],
    ['victoriametrics@1.140', '1.140.0'],
    ['openclaw', '2026.2.19'],
    ['openclaw@2026.9', '2026.9.6'],
  ])('finds %s as version %s', (name, version) => {
    expect(serverSpec(name).version).toBe(version);
  });

  it('does not take 3.1 for 3.12', () => {
    expect(() => serverSpec('prometheus@3.1')).toThrow(/no server "prometheus@3\.1"; there are prometheus, /);
  });
});

describe('the table of servers', () => {
  it('has a separate id, variable and build for each server', () => {
    for (const key of ['id', 'variable'] as const) {
      expect(new Set(PROGRAMS.map((spec) => spec[key])).size).toBe(PROGRAMS.length);
    }
    const sources = PROGRAMS.map(({ source }) => `${source.package}@${source.version}`);
    expect(new Set(sources).size).toBe(PROGRAMS.length);
  });

  it('finds each entry by its id', () => {
    for (const spec of PROGRAMS) expect(programSpec(spec.id)).toBe(spec);
  });

  it('pins every source by the hash of its archive', () => {
    for (const { source } of PROGRAMS)
      expect(source.checksum).toMatch(
        source.kind === 'go' ? /^h1:[A-Za-z0-9+/]{43}=$/ : /^sha512-[A-Za-z0-9+/]{86}==$/,
      );
  });
});

it('isOfSeries compares whole numbers between the dots', () => {
  expect(isOfSeries('3.5.3', '3.5')).toBe(true);
  expect(isOfSeries('3.5', '3.5')).toBe(true);
  expect(isOfSeries('3.50.0', '3.5')).toBe(false);
  expect(isOfSeries('unknown', '3.5')).toBe(false);
});
