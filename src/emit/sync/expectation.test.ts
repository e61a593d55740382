import { describe, expect, it } from 'vitest';
import { expectationOf } from './expectation.ts';

const otel = (settings: object, around: object = {}): string =>
  JSON.stringify({ diagnostics: { ...around, otel: settings } });

describe('expectationOf', () => {
  it('reads the interval and the service as they are written', () => {
    expect(expectationOf(otel({ enabled: true, flushIntervalMs: 5_000, serviceName: 'shop' }))).toEqual({
      isWanted: true,
      intervalMs: 5_000,
      service: 'shop',
    });
  });

  it('takes the longest default of an interval, and no service from a variable', () => {
    expect(expectationOf(otel({ enabled: true, serviceName: '${NAME}' }))).toEqual({
      isWanted: true,
      intervalMs: 60_000,
      service: undefined,
    });
  });

  it.each([
    ['no settings of telemetry', '{}'],
    ['telemetry off', otel({ enabled: false })],
    ['metrics off', otel({ enabled: true, metrics: false })],
    ['diagnostics off', otel({ enabled: true }, { enabled: false })],
  ])('expects nothing with %s', (_title, text) => {
    expect(expectationOf(text).isWanted).toBe(false);
  });

  it.each([
    ['included from another file', '{ "$include": "./base.json5" }'],
    ['included into its part', '{ "diagnostics": { "$include": ["./telemetry.json5"] } }'],
    ['set by a variable', otel({ enabled: '${ON}' })],
  ])('expects telemetry where it may be %s', (_title, text) => {
    expect(expectationOf(text).isWanted).toBe(true);
  });
});
