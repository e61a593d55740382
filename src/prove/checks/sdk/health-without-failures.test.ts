import { expect, it } from 'vitest';
import { arrived } from '../../../../test/support/arrived.ts';
import type { StoredHealth } from '../../evidence/arrival/health.ts';
import { sdkHealthWithoutFailures } from './health-without-failures.ts';

const judge = (health: StoredHealth | null, at = 0) =>
  sdkHealthWithoutFailures.runWith({
    arrival: { ...arrived([]), at, health },
    backend: { url: 'http://prometheus:9090' },
    contract: { flushIntervalMs: 1_000 },
  } as unknown as Parameters<typeof sdkHealthWithoutFailures.runWith>[0]);

const health = (...failed: StoredHealth['failed']): StoredHealth => ({
  prometheus: 'exported_total',
  newest: 0,
  failed,
  series: [{ labels: {}, samples: [] }],
});

it('passes without a failed data point, and does not apply without health', async () => {
  expect(await judge(health())).toMatchObject({ status: 'pass' });
  expect(await judge(null)).toMatchObject({ status: 'skip' });
});

it('notes failed data points by their error, and names a partial success as such', async () => {
  const down = await judge(health({ error: '503', points: 40 }));
  expect(down).toMatchObject({ status: 'warn', severity: 'note', modes: [19, 20] });
  expect(down.message).toBe('data points of pushes failed lately: 40 with 503');
  const partial = await judge(health({ error: '503', points: 40 }, { error: 'rejected', points: 3 }));
  expect(partial).toMatchObject({ status: 'warn', severity: 'note', modes: [23] });
});

it('does not know where the newest health is old: each push since may have failed', async () => {
  expect(await judge(health(), 60_000)).toMatchObject({
    status: 'unknown',
    message: 'no health is stored since 1970-01-01T00:00:00.000Z: pushes after it may fail',
  });
  // What has failed is known all the same.
  expect(await judge(health({ error: '503', points: 40 }), 60_000)).toMatchObject({ status: 'warn' });
});
