import { describe, expect, it } from 'vitest';
import { parseCollectorConfig } from '../../sources/index.ts';
import { storeKeptSeries } from './kept-series.ts';

const config = (expiration: string) =>
  parseCollectorConfig(
    `exporters: { prometheus: { endpoint: '0.0.0.0:9090'${expiration} } }
service: { pipelines: { metrics: { receivers: [otlp], exporters: [prometheus] } } }`,
    { source: 'collector.yaml', file: 'collector.yaml', firstLine: 1 },
  );

const stored = (...values: number[]) => ({
  arrival: {
    metrics: [{ status: 'arrived', series: 1 }],
    history: [{ labels: {}, samples: values.map((value, index) => ({ at: index * 30_000, value })) }],
  },
  backend: { url: 'http://prometheus:9090' } as never,
});

describe('store/kept-series', () => {
  it('passes where the page forgets after minutes, also by default', async () => {
    for (const expiration of ['', ', metric_expiration: 10m'])
      expect((await storeKeptSeries.runWith({ collectorConfig: config(expiration) })).status).toBe('pass');
  });

  it('warns where the page keeps series for a year, and no value changes', async () => {
    const collectorConfig = config(', metric_expiration: 8760h');
    expect(await storeKeptSeries.runWith({ collectorConfig, ...stored(7, 7, 7) })).toMatchObject({
      status: 'warn',
      severity: 'warning',
      message: expect.stringContaining('no value has changed for 60 s') as string,
      location: { file: 'collector.yaml', line: 1 },
    });
  });

  it('is a note where the values change, or nothing is known of them', async () => {
    const collectorConfig = config(', metric_expiration: 8760h');
    for (const sources of [stored(7, 8), {}])
      expect(await storeKeptSeries.runWith({ collectorConfig, ...sources })).toMatchObject({
        status: 'warn',
        severity: 'note',
      });
  });

  it('is skipped where no collector has a page for Prometheus', async () => {
    expect((await storeKeptSeries.runWith({})).status).toBe('skip');
  });
});
