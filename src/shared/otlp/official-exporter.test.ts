import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { AggregationType, MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { expect, it } from 'vitest';
import { TEMPORALITY, decodeRequest, encodeRequest, type Metric } from './index.ts';

/** What the official SDK sends of a counter, an up-down counter, a gauge and two kinds of histogram. */
async function officialPush(): Promise<Buffer> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const received = (once(server, 'request') as Promise<[IncomingMessage, ServerResponse]>).then(
    async ([request, response]) => {
      const sent = await buffer(request);
      response.end();
      return request.headers['content-encoding'] === 'gzip' ? gunzipSync(sent) : sent;
    },
  );
  const exporter = new OTLPMetricExporter({ url: `http://127.0.0.1:${port}/v1/metrics` });
  const provider = new MeterProvider({
    resource: resourceFromAttributes({ 'service.name': 'sdk', list: ['a', 'b'] }),
    readers: [new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 60_000 })],
    views: [
      { instrumentName: 'exponential', aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM } },
      {
        instrumentName: 'explicit',
        aggregation: { type: AggregationType.EXPLICIT_BUCKET_HISTOGRAM, options: { boundaries: [1, 2.5] } },
      },
    ],
  });
  const meter = provider.getMeter('meter', '1.2');
  meter
    .createCounter('counter', { unit: 'By', description: 'of bytes' })
    .add(3, { whole: 5, part: 0.5, yes: true });
  meter.createUpDownCounter('updown').add(-2);
  meter.createGauge('gauge').record(0.25);
  const explicit = meter.createHistogram('explicit');
  for (const value of [0.5, 2, 2, 9]) explicit.record(value);
  meter.createHistogram('exponential').record(4);
  await provider.shutdown();
  server.close();
  return received;
}

it('the codec reads what the official exporter sends', async () => {
  const before = BigInt(Date.now()) * 1_000_000n;
  const request = decodeRequest(await officialPush());
  const [sent] = request.resourceMetrics;
  expect(sent?.resource?.attributes).toEqual([
    { key: 'service.name', value: { stringValue: 'sdk' } },
    { key: 'list', value: { arrayValue: { values: [{ stringValue: 'a' }, { stringValue: 'b' }] } } },
  ]);
  expect(sent?.scopeMetrics[0]?.scope).toMatchObject({ name: 'meter', version: '1.2' });

  const metrics = new Map(
    sent?.scopeMetrics[0]?.metrics.map((metric): [string, Metric] => [metric.name, metric]),
  );
  const counter = metrics.get('counter');
  expect(counter).toMatchObject({ unit: 'By', description: 'of bytes', sum: { isMonotonic: true } });
  expect(counter?.sum?.aggregationTemporality).toBe(TEMPORALITY.cumulative);
  const [point] = counter?.sum?.dataPoints ?? [];
  expect(point?.asDouble ?? Number(point?.asInt)).toBe(3);
  expect(point?.timeUnixNano).toBeGreaterThanOrEqual(before);
  expect(point?.attributes).toEqual([
    { key: 'whole', value: { intValue: 5n } },
    { key: 'part', value: { doubleValue: 0.5 } },
    { key: 'yes', value: { boolValue: true } },
  ]);
  expect(metrics.get('updown')?.sum).toMatchObject({ isMonotonic: false, dataPoints: [{ attributes: [] }] });
  expect(metrics.get('gauge')?.gauge?.dataPoints).toMatchObject([{ asDouble: 0.25 }]);
  expect(metrics.get('explicit')?.histogram?.dataPoints).toMatchObject([
    { count: 4n, sum: 13.5, min: 0.5, max: 9, explicitBounds: [1, 2.5], bucketCounts: [1n, 2n, 1n] },
  ]);
  expect(metrics.get('exponential')?.exponentialHistogram?.dataPoints).toMatchObject([{ count: 1n, sum: 4 }]);

  expect(decodeRequest(encodeRequest(request))).toEqual(request);
});
