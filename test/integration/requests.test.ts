import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { type Receiver, startReceiver } from '../../src/receiver/index.ts';
import { readReport } from '../../src/shared/protocol/report.ts';
import { push } from '../support/push.ts';
import { API_TOKEN, GatewayProcess } from '../harness/gateway-process.ts';
import { throughline } from '../harness/throughline.ts';

const MOST = 20;
/** What the objects of a cluster leave of it. */
const MOST_WITHOUT_CLUSTER = 10;

let folder: string;
let receiver: Receiver;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'throughline-requests-'));
  receiver = await startReceiver();
});
afterEach(async () => {
  await receiver.close();
  await rm(folder, { recursive: true, force: true });
});

it.each([
  { metrics: 1, pods: 1 },
  { metrics: 18, pods: 40 },
  { metrics: 300, pods: 1 },
  { metrics: 300, pods: 40 },
])(`a check sends at most ${MOST} requests for $metrics metrics of $pods pods`, async ({ metrics, pods }) => {
  const names = Array.from({ length: metrics }, (_, index) => `shop.orders.kind${index}`);
  const contract = join(folder, 'contract.yaml');
  const expected = names.map((otlp) => ({ otlp, kind: 'counter', attributes: ['pod'] }));
  await writeFile(
    contract,
    stringify({
      schema: 'throughline.contract/1',
      name: 'shop',
      job: 'shop',
      flushInterval: '30s',
      metrics: expected,
    }),
  );
  for (let pod = 0; pod < pods; pod += 1) {
    const sent = names.map((name) => ({ name, total: 1, attributes: { pod: `pod-${pod}` } }));
    await push(receiver.otlpMetricsUrl, sent, { service: 'shop', instance: `pod-${pod}` });
  }
  const { stdout } = await throughline([
    'check',
    '--contract',
    contract,
    '--backend',
    receiver.url,
    '-o',
    'json',
  ]);
  const report = readReport(stdout);
  expect(report).toMatchObject({ expected: metrics, arrived: metrics });
  expect(report.instances).toHaveLength(pods);
  expect(report.requests).toBeLessThanOrEqual(MOST);
});

it(`a check of a gateway and its backend sends at most ${MOST_WITHOUT_CLUSTER} requests`, async () => {
  const gateway = new GatewayProcess();
  try {
    await gateway.start({
      gateway: { port: 0, auth: { token: API_TOKEN } },
      channels: { webhook: {} },
      plugins: { entries: { 'diagnostics-otel': { enabled: true } } },
      diagnostics: {
        enabled: true,
        otel: { enabled: true, endpoint: receiver.otlpMetricsUrl, flushIntervalMs: 1_000 },
      },
    });
    await gateway.post('webhook', { chatId: 'a', text: 'hello' });
    await gateway.until('pushes were accepted', async () => {
      const { exporter } = await gateway.status();
      return (exporter?.accepted ?? 0) > 1;
    });
    const args = ['check', '--gateway', gateway.url, '--backend', receiver.url, '-o', 'json'];
    const { stdout } = await throughline(args, { env: { THROUGHLINE_GATEWAY_TOKEN: API_TOKEN } });
    const report = readReport(stdout);
    expect(report.arrived).toBeGreaterThan(0);
    expect(report.requests).toBeLessThanOrEqual(MOST_WITHOUT_CLUSTER);
  } finally {
    await gateway.dispose();
  }
});
