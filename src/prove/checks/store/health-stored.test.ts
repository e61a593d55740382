import { describe, expect, it } from 'vitest';
import { arrived, metricResult } from '../../../../test/support/arrived.ts';
import type { StoredHealth } from '../../evidence/arrival/health.ts';
import { storeHealthStored } from './health-stored.ts';

const NOW = Date.parse('2026-02-20T03:00:00Z');
const iso = (ms: number): string => new Date(ms).toISOString();

const idle = metricResult('openclaw_tokens_total', { status: 'idle', series: 0, newestSample: null });

const health = (newest: number, ...instances: string[]): StoredHealth => ({
  prometheus: 'exported',
  newest,
  failed: [],
  series: instances.map((instance) => ({ labels: { instance }, samples: [] })),
});

const STORE = 'http://prometheus:9090/api/v1/otlp/v1/metrics';

async function judge({
  stored = null,
  others = null,
  endpoint = STORE,
  backend = {},
  accepted = 5,
  sdkMetrics = true,
  startedMs = 60_000,
  events = 0,
  metric = idle,
  pushedSince,
}: {
  stored?: StoredHealth | null;
  others?: StoredHealth | null;
  endpoint?: string;
  backend?: { flavour?: string; url?: string; flags?: ReadonlyMap<string, string> };
  accepted?: number;
  sdkMetrics?: boolean;
  startedMs?: number;
  events?: number;
  metric?: typeof idle;
  pushedSince?: number | undefined;
}) {
  const total = { events, value: events };
  return storeHealthStored.runWith({
    arrival: { ...arrived([metric]), at: NOW, health: stored, othersHealth: others },
    exporter: {
      source: 'http://gateway/api/status',
      state: 'exporting',
      endpoint,
      intervalMs: 1_000,
      tried: accepted,
      accepted,
      refused: 0,
      lastSuccess: accepted > 0 ? iso(NOW) : null,
      sdkMetrics,
    },
    ledger: {
      schema: 'throughline.ledger/1',
      service: { name: 'openclaw', namespace: null, instanceId: 'a' },
      startedAt: iso(NOW - startedMs),
      acknowledgedAt: iso(NOW),
      metrics: [{ name: 'openclaw.tokens', live: total, acknowledged: total, series: 1, overflowed: 0 }],
      source: 'http://gateway/api/telemetry',
    },
    backendIdentity: {
      backend: { flavour: backend.flavour ?? 'prometheus' },
      otlpMetricsUrl: backend.url ?? 'http://other:9090/api/v1/otlp/v1/metrics',
      flags: backend.flags ?? new Map(),
    },
    backend: { url: 'http://other:9090' },
    contract: { flushIntervalMs: 1_000 },
    clock: { now: () => NOW },
    pushedSince,
  } as unknown as Parameters<typeof storeHealthStored.runWith>[0]);
}

describe("the check that the exporter's health is stored", () => {
  it('passes with a recent sample', async () => {
    expect(await judge({ stored: health(NOW - 1_000) })).toMatchObject({ status: 'pass' });
  });

  it('knows nothing by a sample from before the gateway loaded its configuration', async () => {
    const before = { stored: health(NOW - 2_000), pushedSince: NOW - 1_000 };
    const outcome = await judge(before);
    expect(outcome).toMatchObject({ status: 'unknown' });
    expect(outcome.message).toContain('from before the gateway loaded its configuration');
    expect(await judge({ ...before, stored: health(NOW) })).toMatchObject({ status: 'pass' });
  });

  it.each([
    ['none', null],
    ['an old one', health(NOW - 60_000)],
  ])('fails for an idle gateway whose pushes are accepted, with %s', async (_name, stored) => {
    const outcome = await judge({ stored });
    expect(outcome).toMatchObject({ status: 'fail' });
    expect(outcome.message).toBe(
      'pushes to http://prometheus:9090/api/v1/otlp/v1/metrics are accepted, and http://other:9090 has nothing of them',
    );
  });

  const victoria = { flavour: 'victoriametrics', url: 'http://victoria:8428/opentelemetry/v1/metrics' };
  it.each<[string, Parameters<typeof judge>[0]]>([
    ['a Collector, which may pass on a part', { endpoint: 'http://collector:4318/v1/metrics' }],
    ['vmagent', { endpoint: 'http://vmagent:8429/opentelemetry/v1/metrics', backend: victoria }],
    [
      'a store that relabels',
      { endpoint: victoria.url, backend: { ...victoria, flags: new Map([['relabelConfig', 'r.yaml']]) } },
    ],
  ])('does not know what became of the health of an idle gateway behind %s', async (_name, given) => {
    expect(await judge(given)).toMatchObject({ status: 'unknown' });
  });

  it('fails where VictoriaMetrics itself accepts the pushes, and has none of it', async () => {
    expect(await judge({ endpoint: victoria.url, backend: victoria })).toMatchObject({ status: 'fail' });
    const flags = new Map([['relabelConfig', '']]);
    expect(await judge({ endpoint: victoria.url, backend: { ...victoria, flags } })).toMatchObject({
      status: 'fail',
    });
  });

  it.each([
    [['proxy:80'], 'under the instance proxy:80'],
    [[], 'without an instance'],
  ])('does not know whose recent health is stored under another instance (%j)', async (instances, under) => {
    const outcome = await judge({ others: health(NOW - 1_000, ...instances) });
    expect(outcome).toMatchObject({ status: 'unknown' });
    expect(outcome.message).toContain(`health of the job is stored ${under}, and no recent one of a:`);
    // What another gateway pushed until lately says nothing.
    expect(await judge({ others: health(NOW - 60_000, ...instances) })).toMatchObject({ status: 'fail' });
  });

  it('skips an exporter that pushes none, and waits for the first push and for a slow backend', async () => {
    expect(await judge({ sdkMetrics: false })).toMatchObject({ status: 'skip' });
    expect(await judge({ accepted: 0 })).toMatchObject({ status: 'unknown' });
    expect(await judge({ startedMs: 5_000 })).toMatchObject({ status: 'unknown' });
  });

  it('is a note where metrics of the gateway are stored without it, and leaves missing ones to other checks', async () => {
    const metric = metricResult('openclaw_tokens_total');
    expect(await judge({ events: 3, metric })).toMatchObject({ status: 'warn', severity: 'note' });
    expect(await judge({ events: 3, metric: { ...metric, status: 'missing' } })).toMatchObject({
      status: 'skip',
    });
  });
});
