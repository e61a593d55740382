import { describe, expect, it } from 'vitest';
import { writtenFlushIntervalMs } from './written-interval.ts';

describe('writtenFlushIntervalMs', () => {
  it.each([
    ['{ diagnostics: { otel: { flushIntervalMs: 5000 } } }', 5_000],
    ['diagnostics:\n  otel:\n    flushIntervalMs: 200\n', 1_000],
    ['{ diagnostics: { otel: { flushIntervalMs: 5000, metricNamePrefix: "x." } } }', 5_000],
    ['{ diagnostics: { otel: {} } }', undefined],
    ['{ diagnostics: { otel: { flushIntervalMs: "${INTERVAL}" } } }', undefined],
    ['{ diagnostics: { otel: { flushIntervalMs: -1 } } }', undefined],
    ['{ diagnostics: ', undefined],
  ])('reads what is set in %s: %s', (text, expected) => {
    expect(writtenFlushIntervalMs(text)).toBe(expected);
  });
});
