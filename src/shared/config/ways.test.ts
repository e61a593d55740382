import { describe, expect, it } from 'vitest';
import { asksToPush, hasScrapePlugin } from './ways.ts';

const settings = (otel: object, entries: Record<string, { enabled?: boolean }> = {}) =>
  ({ diagnostics: { otel: { enabled: false, ...otel } }, plugins: { entries } }) as never;

describe('the ways of a configuration', () => {
  it('pushes where the export is on or an endpoint is set', () => {
    const given = [
      {},
      { enabled: true },
      { endpoint: 'http://a' },
      { metricsEndpoint: 'http://a/v1/metrics' },
    ];
    expect(given.map((otel) => asksToPush(settings(otel)))).toEqual([false, true, true, true]);
  });

  it('serves a scrape where the plugin has an entry that does not turn it off', () => {
    const entries = [{}, { 'diagnostics-prometheus': {} }, { 'diagnostics-prometheus': { enabled: false } }];
    expect(entries.map((each) => hasScrapePlugin(settings({}, each)))).toEqual([false, true, false]);
  });
});
