import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, afterEach, expect, it } from 'vitest';
import { type RunningBackend, startBackend } from '../../testbed/servers/index.ts';
import { readReport, type Report } from '../../src/shared/protocol/report.ts';
import { push } from '../support/push.ts';
import { throughline } from '../harness/throughline.ts';
import { describeWithServer } from '../harness/with-server.ts';

let backend: RunningBackend;
const dir = mkdtempSync(join(tmpdir(), 'ladder-test-'));
afterEach(() => backend.stop());
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const CONTRACT = {
  schema: 'throughline.contract/1',
  name: 'shop',
  job: 'shop',
  flushInterval: '1s',
  metrics: ['here', 'nobody', 'gone', 'nameless', 'others'].map((name) => ({
    otlp: `shop.${name}`,
    kind: 'gauge',
  })),
};

const CAUSES = {
  'shop.here': 'arrived',
  'shop.nobody': 'never existed',
  'shop.gone': 'disappeared',
  'shop.nameless': 'label absent',
  'shop.others': 'value absent',
};

for (const flavour of ['prometheus', 'victoriametrics'] as const) {
  const flags = flavour === 'victoriametrics' ? ['-opentelemetry.usePrometheusNaming'] : [];
  await describeWithServer(flavour, `the cause of an absent metric on ${flavour}`, (server) => {
    it('is that it never existed, that it disappeared, or that only others have it', async () => {
      backend = await startBackend(server, { flags });
      const fiftyMinutesAgo = Date.now() - 50 * 60_000;
      await push(backend.otlpMetricsUrl, [{ name: 'shop.gone' }], { service: 'shop', at: fiftyMinutesAgo });
      await push(backend.otlpMetricsUrl, [{ name: 'shop.nameless' }], { service: undefined });
      await push(backend.otlpMetricsUrl, [{ name: 'shop.others' }], { service: 'till' });
      await push(backend.otlpMetricsUrl, [{ name: 'shop.here' }], { service: 'shop' });
      writeFileSync(join(dir, 'contract.yaml'), JSON.stringify(CONTRACT));
      const args = [
        'check',
        '--contract',
        join(dir, 'contract.yaml'),
        '--backend',
        backend.url,
        '-o',
        'json',
      ];
      let causes: Record<string, unknown> = {};
      // VictoriaMetrics makes pushed data searchable after some seconds, in parts.
      for (let tries = 0; tries < 30 && !isDeepStrictEqual(causes, CAUSES); tries += 1) {
        if (tries > 0) await sleep(500);
        await push(backend.otlpMetricsUrl, [{ name: 'shop.here' }], { service: 'shop' });
        const report = readReport((await throughline(args)).stdout);
        causes = Object.fromEntries(report.metrics.map(({ otlp, status, cause }) => [otlp, cause ?? status]));
      }
      expect(causes).toEqual(CAUSES);
    });

    it('is reported next to a new counter that does not begin at 0', async () => {
      backend = await startBackend(server, { flags });
      const counters = { ...CONTRACT, metrics: [{ otlp: 'shop.sales', kind: 'counter' }] };
      writeFileSync(join(dir, 'counters.yaml'), JSON.stringify(counters));
      const args = [
        'check',
        '--contract',
        join(dir, 'counters.yaml'),
        '--backend',
        backend.url,
        '-o',
        'json',
      ];
      const at = Date.now();
      await push(backend.otlpMetricsUrl, [{ name: 'shop.sales', total: 0, attributes: { till: '1' } }], {
        service: 'shop',
        at: at - 1_000,
      });
      const sales = ['1', '2'].map((till) => ({ name: 'shop.sales', total: 7, attributes: { till } }));
      let found: Report['checks'][number] | undefined;
      for (let tries = 0; tries < 30 && !/of 2/.test(found?.message ?? ''); tries += 1) {
        if (tries > 0) await sleep(500);
        await push(backend.otlpMetricsUrl, sales, { service: 'shop', at });
        const report = readReport((await throughline(args)).stdout);
        found = report.checks.find(({ id }) => id === 'TL830');
      }
      expect(found).toMatchObject({ status: 'warn', message: '1 of 2 new counter series do not begin at 0' });
      expect(found?.evidence[0]?.saw).toContain('till="2"');
    });
  });
}
