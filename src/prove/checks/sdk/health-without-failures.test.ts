import { expect, it } from 'vitest';
import { arrived } from '../../../../test/support/arrived.ts';
import type { StoredHealth } from '../../evidence/arrival/health.ts';
import { sdkHealthWithoutFailures } from './health-without-failures.ts';

const judge = (health: StoredHealth | null) =>
  sdkHealthWithoutFailures.runWith({
    arrival: { ...arrived([]), health },
    backend: { url: 'http://prometheus:9090' },
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
