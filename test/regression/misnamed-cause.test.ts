import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, vi } from 'vitest';
import { createBackendView } from '../../src/prove/index.ts';
import { namesMetricNames } from '../../src/prove/checks/names/metric-names.ts';
import { HttpSource } from '../../src/prove/sources/index.ts';
import { startBackend } from '../../testbed/servers/index.ts';
import { shopContract } from '../support/embedded-backend.ts';
import { push, type Pushed } from '../support/push.ts';
import { describeWithServer } from '../harness/with-server.ts';

const contract = shopContract({ otlp: 'shop.wait_ms', kind: 'histogram' });
const wait = { name: 'shop.wait_ms', counts: { bounds: [10, 100], counts: [1, 2, 3] } };
const lane = { 'openclaw.lane': 'main' };
const QUEUE = { otlp: 'openclaw.queue.wait_ms', kind: 'histogram' } as const;

/** What the check says of a metric that a real server stores under another name. */
async function outcomeOf(
  server: Parameters<typeof startBackend>[0],
  options: Parameters<typeof startBackend>[1],
  sent: Pushed,
  expected = contract,
): Promise<Awaited<ReturnType<typeof namesMetricNames.runWith>>> {
  const backend = await startBackend(server, options);
  const http = new HttpSource(backend.url, { timeoutMs: 5_000 });
  try {
    // VictoriaMetrics makes data searchable after some seconds, in which a single sample would become stale.
    return await vi.waitFor(
      async () => {
        await push(backend.otlpMetricsUrl, [sent], { service: 'shop' });
        const sources = {
          backend: createBackendView(http),
          contract: expected,
          clock: { now: Date.now, sleep },
        };
        const outcome = await namesMetricNames.runWith(sources);
        expect(outcome.status).toBe('fail');
        return outcome;
      },
      { timeout: 30_000, interval: 500 },
    );
  } finally {
    await http.close();
    await backend.stop();
  }
}

await describeWithServer('prometheus', 'the cause of another name', (server) => {
  it('is the unit that the service sends, and the strategy that is set already is not advised', async () => {
    const config = 'global: {}\notlp: { translation_strategy: UnderscoreEscapingWithSuffixes }\n';
    const outcome = await outcomeOf(server, { config }, { ...wait, unit: 'ms' });
    expect(outcome.message).toContain('it is sent with the unit "ms", and the contract has no unit');
    expect(outcome.fix?.text).toContain('write unit: "ms" into the contract');
    expect(outcome.fix?.text).not.toContain('translation_strategy');
  });

  it('is the strategy that keeps dots', async () => {
    const config = 'global: {}\notlp: { translation_strategy: NoTranslation }\n';
    const outcome = await outcomeOf(server, { config }, wait);
    expect(outcome).toMatchObject({
      modes: [56],
      fix: {
        text: 'quote the stored name in the query, or set otlp.translation_strategy of Prometheus to UnderscoreEscapingWithSuffixes',
      },
    });
  });

  it("is another version's contract where the labels are those of a real OpenClaw", async () => {
    const sent = { name: QUEUE.otlp, unit: 'ms', counts: wait.counts, attributes: lane };
    const outcome = await outcomeOf(server, {}, sent, shopContract(QUEUE));
    expect(outcome.fix?.text).toBe('the gateway is an OpenClaw 2026.2: give --contract openclaw/2026.2');
  });
});

await describeWithServer('victoriametrics', 'the cause of another name', (server) => {
  it('is the naming of VictoriaMetrics', async () => {
    const outcome = await outcomeOf(server, { flags: ['-opentelemetry.usePrometheusNaming=false'] }, wait);
    expect(outcome.fix?.text).toBe(
      'quote the stored name in the query, or start VictoriaMetrics with -opentelemetry.usePrometheusNaming',
    );
  });
});
