import { describe, expect, it } from 'vitest';
import { arrived, metricResult } from '../../../../test/support/arrived.ts';
import type { StoredHealth } from '../../evidence/arrival/health.ts';
import { storeHealthStored } from './health-stored.ts';

const NOW = Date.parse('2026-02-20T03:00:00Z');
const iso = (ms: number): string => new Date(ms).toISOString();

const idle = metricResult('openclaw_tokens_total', { status: 'idle', series: 0, newestSample: null });

const health = (newest: number): StoredHealth => ({ prometheus: 'exported', newest, failed: [], series: [] });

async function judge({
  stored = null,
  accepted = 5,
  sdkMetrics = true,
  startedMs = 60_000,
  events = 0,
  metric = idle,
}: {
  stored?: StoredHealth | null;
  accepted?: number;
  sdkMetrics?: boolean;
  startedMs?: number;
  events?: number;
  metric?: typeof idle;
}) {
  const total = { events, value: events };
  return storeHealthStored.runWith({
    arrival: { ...arrived([metric]), at: NOW, health: stored },
    exporter: {
      source: 'http://gateway/api/status',
      state: 'exporting',
      endpoint: 'http://prometheus:9090/api/v1/otlp/v1/metrics',
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
    backend: { url: 'http://other:9090' },
    contract: { flushIntervalMs: 1_000 },
    clock: { now: () => NOW },
  } as unknown as Parameters<typeof storeHealthStored.runWith>[0]);
}

describe("the check that the exporter's health is stored", () => {
  it('passes with a recent sample', async () => {
    expect(await judge({ stored: health(NOW - 1_000) })).toMatchObject({ status: 'pass' });
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
