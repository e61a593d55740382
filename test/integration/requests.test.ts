import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { type Receiver, startReceiver } from '../../src/receiver/index.ts';
import { readReport } from '../../src/shared/protocol/report.ts';
import { push } from '../support/push.ts';
import { throughline } from '../harness/throughline.ts';

const MOST = 20;

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
