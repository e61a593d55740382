import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { parseContract } from '../../src/prove/contract/index.ts';
import { type RunningBackend, startBackend } from '../../testbed/servers/index.ts';
import { EXPECTED_NAMES } from '../support/expected-names.ts';
import { type Ended, throughline } from '../harness/throughline.ts';
import { describeWithServer } from '../harness/with-server.ts';

interface Answer {
  readonly name: string;
  readonly kind: string;
  readonly series: readonly string[];
}

/** Metrics of a shop, pushed once by the official SDK. */
async function push(backend: RunningBackend, service: Readonly<Record<string, string>>): Promise<void> {
  const reader = new PeriodicExportingMetricReader({
    exporter: new OTLPMetricExporter({ url: backend.otlpMetricsUrl }),
    exportIntervalMillis: 3_600_000,
  });
  const provider = new MeterProvider({ readers: [reader], resource: resourceFromAttributes(service) });
  const meter = provider.getMeter('shop');
  meter.createCounter('shop.orders', { unit: '{order}' }).add(3, { country: 'jp', 'shop.kind': 'web' });
  meter.createUpDownCounter('shop.baskets').add(2);
  meter.createGauge('shop.load', { unit: '1' }).record(0.5, { zone: 'a' });
  meter.createHistogram('shop.order.duration', { unit: 's' }).record(0.3, { country: 'jp' });
  await provider.forceFlush();
  await provider.shutdown();
}

const SERVICE = {
  'service.name': 'shop',
  'service.namespace': 'market',
  'service.instance.id': 'shop-0',
  'deployment.environment': 'test',
};

const JOB = 'market/shop';

for (const id of ['prometheus', 'victoriametrics']) {
  await describeWithServer(id, 'a contract recorded from a real server', (server) => {
    let backend: RunningBackend;
    let folder: string;

    beforeAll(async () => {
      backend = await startBackend(server);
      folder = mkdtempSync(join(tmpdir(), 'throughline-test-'));
      await push(backend, SERVICE);
      // VictoriaMetrics makes data searchable after a moment.
      await vi.waitFor(async () => expect(await record(JOB)).toMatchObject({ code: 0 }), {
        timeout: 30_000,
        interval: 500,
      });
    });
    afterAll(async () => {
      await backend.stop();
      rmSync(folder, { recursive: true });
    });

    const record = (job: string, ...more: string[]): Promise<Ended> =>
      throughline(['contract', 'record', '--backend', backend.url, '--job', job, ...more]);

    it('has each stored name, and a check against it is arriving', async () => {
      const file = join(folder, 'shop.yaml');
      expect(await record(JOB, '-o', file)).toMatchObject({ code: 0, stdout: '' });
      expect(parseContract(readFileSync(file, 'utf8'))).toMatchObject({
        job: JOB,
        metrics: [
          { prometheus: 'shop_baskets', kind: 'gauge' },
          { prometheus: 'shop_load_ratio', kind: 'gauge', attributes: expect.arrayContaining(['zone']) },
          {
            prometheus: 'shop_order_duration_seconds',
            kind: 'histogram',
            attributes: expect.not.arrayContaining(['le', 'job', 'instance', 'service_name']),
          },
          {
            prometheus: 'shop_orders_total',
            kind: 'counter',
            attributes: expect.arrayContaining(['country', 'shop_kind']),
          },
        ],
      });

      const checked = await throughline([
        'check',
        '--contract',
        file,
        '--backend',
        backend.url,
        '-o',
        'json',
      ]);
      expect(JSON.parse(checked.stdout)).toMatchObject({ verdict: 'arriving', expected: 4, arrived: 4 });
      expect(checked.code).toBe(0);
    });

    it('needs a job that wrote something; the message names those that did', async () => {
      const { code, stderr } = await record('shopp');
      expect([code, stderr]).toEqual([
        2,
        expect.stringMatching(/nothing was written under the job shopp .*shop/),
      ]);
    });
  });
}

await describeWithServer('prometheus', 'throughline names', (server) => {
  it('prints the expected names for the settings of a real server', async () => {
    const backend = await startBackend(server);
    const { code, stdout, stderr } = await throughline(['names', '--backend', backend.url, '-o', 'json']);
    await backend.stop();
    expect([code, stderr]).toEqual([0, '']);
    const answers = JSON.parse(stdout) as Answer[];
    expect(Object.fromEntries(answers.map(({ name, series }) => [name, familyOf(series)]))).toEqual(
      EXPECTED_NAMES,
    );
  });

  it('follows the strategy of the configuration', async () => {
    const config =
      'otlp:\n  translation_strategy: NoTranslation\n  promote_resource_attributes: [service.name]\n';
    const backend = await startBackend(server, { config });
    const { stdout } = await throughline(['names', '--backend', backend.url, '--explain', 'openclaw.tokens']);
    await backend.stop();
    expect(stdout).toMatch(/NoTranslation.*\n\n\s+stored\s+openclaw\.tokens\n/);
    expect(stdout).toContain('service.name');
  });

  it('asks for a description if the server is not reachable', async () => {
    const { code, stderr } = await throughline(['names', '--backend', 'http://127.0.0.1:9']);
    expect([code, stderr]).toEqual([2, expect.stringContaining('does not answer')]);
  });
});

function familyOf(series: readonly string[]): string | undefined {
  return series.length === 1 ? series[0] : series.find((name) => name.endsWith('_count'))?.slice(0, -6);
}
