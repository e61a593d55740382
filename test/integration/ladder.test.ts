import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, afterEach, expect, it } from 'vitest';
import { type RunningBackend, startBackend } from '../../src/lab/servers/index.ts';
import { canaryRequest, encodeRequest, pushMetrics } from '../../src/otlp/index.ts';
import type { Report } from '../../src/verify/index.ts';
import { throughline } from './throughline.ts';
import { describeWithServer } from './with-server.ts';

let backend: RunningBackend;
const dir = mkdtempSync(join(tmpdir(), 'ladder-test-'));
afterEach(() => backend.stop());
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const CONTRACT = `schema: throughline.contract/1
name: shop
job: shop
flushInterval: 1s
metrics:
${['here', 'nobody', 'gone', 'nameless', 'others'].map((name) => `  - { otlp: shop.${name}, kind: gauge, unit: "", attributes: [] }`).join('\n')}
`;

const CAUSES = {
  'shop.here': 'arrived',
  'shop.nobody': 'never existed',
  'shop.gone': 'disappeared',
  'shop.nameless': 'label absent',
  'shop.others': 'value absent',
};

/** One gauge of a service; without a name it has no job. */
async function push(metric: string, service: string | undefined, at = Date.now()): Promise<void> {
  const [resource] = canaryRequest(1, at).resourceMetrics;
  const [scope] = resource?.scopeMetrics ?? [];
  const attributes = service === undefined ? [] : [{ key: 'service.name', value: { stringValue: service } }];
  const body = encodeRequest({
    resourceMetrics: [
      {
        resource: { attributes, droppedAttributesCount: 0 },
        scopeMetrics: [
          { metrics: (scope?.metrics ?? []).map((one) => ({ ...one, name: metric })), schemaUrl: '' },
        ],
        schemaUrl: '',
      },
    ],
  });
  const answer = await pushMetrics({ url: backend.otlpMetricsUrl, body, timeoutMs: 5_000 });
  expect(answer.status).toBe(200);
}

for (const flavour of ['prometheus', 'victoriametrics'] as const) {
  await describeWithServer(flavour, `the ladder of causes on ${flavour}`, (server) => {
    it('tells a metric that never was from one that is gone, and from one that others have', async () => {
      const flags = flavour === 'victoriametrics' ? ['-opentelemetry.usePrometheusNaming'] : [];
      backend = await startBackend(server, { flags });
      const anHourAgo = Date.now() - 50 * 60_000;
      await push('shop.gone', 'shop', anHourAgo);
      await push('shop.nameless', undefined);
      await push('shop.others', 'till');
      await push('shop.here', 'shop');
      writeFileSync(join(dir, 'contract.yaml'), CONTRACT);
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
      // VictoriaMetrics makes pushed data searchable after some seconds, and not all of it at once.
      for (let tries = 0; tries < 30 && !isDeepStrictEqual(causes, CAUSES); tries += 1) {
        if (tries > 0) await sleep(500);
        await push('shop.here', 'shop');
        const report = JSON.parse((await throughline(args)).stdout) as Report;
        causes = Object.fromEntries(report.metrics.map(({ otlp, status, cause }) => [otlp, cause ?? status]));
      }
      expect(causes).toEqual(CAUSES);
    });
  });
}
