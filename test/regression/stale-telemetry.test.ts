import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startMetricExport } from '../../src/emit/telemetry/export/metrics.ts';
import { Recorder } from '../../src/emit/telemetry/index.ts';
import { type Contract, defaultContract } from '../../src/prove/contract/index.ts';
import { createBackendView } from '../../src/prove/index.ts';
import { type Arrival, readArrival } from '../../src/prove/evidence/arrival/arrival.ts';
import { HttpSource } from '../../src/prove/sources/index.ts';
import type { Ledger } from '../../src/shared/protocol/ledger.ts';
import { type RunningBackend, startBackend } from '../../testbed/servers/index.ts';
import { shopContract } from '../support/embedded-backend.ts';
import { EVENTS } from '../support/diagnostic-events.ts';
import { push } from '../support/push.ts';
import { describeWithServer } from '../harness/with-server.ts';

/** After three intervals of a second and what a push takes, and before the lookback of five minutes ends. */
const ENDED_MS = 60_000;

for (const id of ['prometheus', 'victoriametrics']) {
  await describeWithServer(id, 'telemetry that has ended', (server) => {
    let backend: RunningBackend;
    let ledger: Ledger;
    let pushedAt = 0;

    beforeAll(async () => {
      backend = await startBackend(server);
      const recorder = new Recorder({
        identity: { name: 'openclaw', namespace: null, instanceId: 'pod-0' },
        sessionKey: 'plain',
        seriesLimit: 2_000,
        now: Date.now,
        onWarning: () => {},
      });
      for (const event of Object.values(EVENTS)) recorder.record(event);
      const metricExport = startMetricExport({
        recorder,
        url: backend.otlpMetricsUrl,
        shownUrl: backend.otlpMetricsUrl,
        headers: {},
        intervalMs: 60_000,
        timeoutMs: 5_000,
        onNotice: () => {},
      });
      await metricExport.stop();
      ledger = recorder.ledger();
      pushedAt = Date.parse(ledger.acknowledgedAt ?? '');
    });
    afterAll(() => backend.stop());

    async function ask(
      contract: Contract,
      { at, known = null }: { at: number; known?: Ledger | null },
    ): Promise<Arrival> {
      const http = new HttpSource(backend.url, { timeoutMs: 5_000 });
      const view = createBackendView(http);
      const identity = await view.identity();
      if (!identity.ok) throw new Error(identity.error);
      try {
        return await readArrival({
          contract,
          identity: identity.value,
          api: view.api,
          ledger: known,
          now: () => at,
          sleep,
        });
      } finally {
        await http.close();
      }
    }

    const openclaw = (): Contract => defaultContract({ serviceName: 'openclaw', flushIntervalMs: 1_000 });
    const statuses = ({ metrics }: Arrival): string[] => [...new Set(metrics.map(({ status }) => status))];
    /** VictoriaMetrics makes data searchable after some seconds. */
    const untilStored = async (contract: Contract, at: () => number): Promise<void> => {
      for (let tries = 0; tries < 40; tries += 1) {
        // oxlint-disable-next-line no-await-in-loop -- each question waits for the one before
        const { metrics } = await ask(contract, { at: at() });
        if (metrics.every(({ status }) => status !== 'missing')) return;
        // oxlint-disable-next-line no-await-in-loop -- as above
        await sleep(500);
      }
    };

    it.each([
      ['without a ledger', null],
      ['with a ledger', 'ledger'],
    ])('is stale and never misnamed, with the time of its newest sample, %s', async (_, kind) => {
      await untilStored(openclaw(), () => pushedAt + 1_000);
      const read = await ask(openclaw(), {
        at: pushedAt + ENDED_MS,
        known: kind === null ? null : ledger,
      });
      expect(statuses(read)).toEqual(['stale']);
      for (const { found, newestSample } of read.metrics)
        expect({ found, newestSample }).toEqual({
          found: [],
          newestSample: new Date(pushedAt).toISOString(),
        });
    });

    it('is stale where it ended under another name', async () => {
      const contract = shopContract({ otlp: 'shop.wait_ms' });
      const at = Date.now() - ENDED_MS;
      await push(backend.otlpMetricsUrl, [{ name: 'shop.wait_ms', unit: 'ms', total: 1 }], {
        service: 'shop',
        at,
      });
      await untilStored(contract, () => at + 1_000);
      expect((await ask(contract, { at: at + 1_000 })).metrics).toMatchObject([{ status: 'misnamed' }]);
      expect((await ask(contract, { at: at + ENDED_MS })).metrics).toMatchObject([
        { status: 'stale', found: [expect.stringContaining('wait_ms')] },
      ]);
    });

    it('has the time of its newest sample hours later', async () => {
      const contract = { ...shopContract({ otlp: 'shop.sales' }), job: 'till', name: 'till' };
      const at = Date.now();
      await push(backend.otlpMetricsUrl, [{ name: 'shop.sales', total: 1 }], { service: 'till', at });
      await untilStored(contract, () => at + 1_000);
      const [metric] = (await ask(contract, { at: at + 3 * 3_600_000 })).metrics;
      expect(metric).toMatchObject({ status: 'stale', newestSample: new Date(at).toISOString() });
    });
  });
}
