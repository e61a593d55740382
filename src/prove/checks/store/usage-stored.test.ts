import { describe, expect, it } from 'vitest';
import type { CountedUsage } from '../../evidence/openclaw-usage.ts';
import type { StoredSeries } from '../../sources/index.ts';
import type { Contract } from '../../contract/index.ts';
import type { BackendView } from '../../views/backend.ts';
import { increaseOf, storeUsageStored } from './usage-stored.ts';

const NOW = Date.parse('2026-11-27T12:00:00Z');
const START = NOW - 3_600_000;

const series = (kind: string, ...values: number[]): StoredSeries => ({
  labels: { __name__: 'openclaw_tokens_total', openclaw_token: kind },
  samples: values.map((value, index) => ({ at: START + 600_000 + index * 30_000, value })),
});

const judged = async (stored: readonly StoredSeries[], rest: Partial<CountedUsage> = {}) =>
  storeUsageStored.runWith({
    clock: { now: () => NOW, sleep: async () => {} },
    backend: {
      url: 'http://backend:9090',
      api: { samples: async () => stored },
    } as unknown as BackendView,
    contract: { flushIntervalMs: 30_000 } as Contract,
    arrival: {
      metrics: [
        { otlp: 'openclaw.tokens', prometheus: 'openclaw_tokens_total', status: 'arrived', found: [] },
      ],
      identity: { job: 'openclaw' },
    },
    openclawUsage: {
      source: 'session logs',
      since: START,
      sinceStart: true,
      usage: { input: 100, output: 40, cacheRead: 10, cacheWrite: 0, cost: 0.1, responses: 3 },
      ...rest,
    },
  });

describe('store/usage-stored', () => {
  it('passes where the kinds that do not overlap add up to what was used', async () => {
    const stored = [
      series('input', 60, 100),
      series('output', 40),
      series('cache_read', 10),
      series('total', 150),
    ];
    expect(await judged(stored)).toMatchObject({
      status: 'pass',
      message: '150 tokens used, the same number stored',
    });
  });

  it('notes turns that sent no usage, and does not call the telemetry broken', async () => {
    expect(await judged([series('input', 60), series('output', 20)])).toMatchObject({
      status: 'warn',
      severity: 'note',
      modes: [99],
      message: '150 tokens were used, and 80 are stored',
    });
    expect((await judged([])).message).toBe('150 tokens were used, and 0 are stored');
  });

  it('notes tokens that were counted twice', async () => {
    const stored = [series('input', 200), series('output', 80), series('cache_read', 20)];
    expect((await judged(stored)).message).toBe('300 tokens are stored, and 150 were used');
  });

  it('is unknown where nothing was used, or the process is older than a day', async () => {
    const usage = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, cost: 0, responses: 0 };
    expect((await judged([], { usage })).status).toBe('unknown');
    expect((await judged([], { since: NOW - 90_000_000 })).status).toBe('unknown');
  });
});

describe('the increase of a counter', () => {
  it('has its first value, and each new beginning', () => {
    expect(increaseOf(series('input', 5, 8, 2, 3), undefined)).toBe(5 + 3 + 2 + 1);
    expect(increaseOf({ labels: {}, samples: [] }, undefined)).toBe(0);
  });

  it('leaves out what had been counted before the time, where the counter was there by then', () => {
    const first = series('input', 5, 8).samples[0]?.at ?? 0;
    expect(increaseOf(series('input', 5, 8), first + 30_000)).toBe(3);
    expect(increaseOf(series('input', 5, 8), first - 1)).toBe(8);
  });
});
