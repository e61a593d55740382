import { describe, expect, it } from 'vitest';
import { defaultContract } from '../../contract/index.ts';
import { dashboardOf } from '../../../../test/support/readers.ts';
import { queryRateWindow } from './rate-window.ts';

const contract = defaultContract({ serviceName: 'openclaw', flushIntervalMs: 30_000 });

describe('query/rate-window', () => {
  const judged = (expression: string, given = contract) =>
    queryRateWindow.runWith({ readers: dashboardOf(expression), contract: given });

  it('passes on windows of two or more pushes', async () => {
    expect((await judged('rate(openclaw_tokens_total[2m])')).status).toBe('pass');
    expect((await judged('rate(openclaw_tokens_total[$__rate_interval])')).status).toBe('pass');
  });

  it('warns about a window that contains at most one push', async () => {
    const outcome = await judged('sum(increase(openclaw_tokens_total[30s]))');
    expect(outcome).toMatchObject({
      status: 'warn',
      modes: [64],
      location: { file: 'dashboard.json', line: 7 },
    });
  });

  it('warns about pushes that are rarer than the lookback', async () => {
    const rare = { ...contract, flushIntervalMs: 600_000 };
    expect(await judged('openclaw_tokens_total', rare)).toMatchObject({ status: 'warn', modes: [62] });
  });

  it('ignores windows given by a variable, and functions that need one sample', async () => {
    const slow = { ...contract, flushIntervalMs: 170_000 };
    for (const expression of [
      'rate(openclaw_tokens_total[$__rate_interval])',
      'rate(openclaw_tokens_total[${__range_s}s])',
    ])
      expect((await judged(expression, slow)).status).toBe('pass');
    expect((await judged('last_over_time(openclaw_tokens_total[45s])')).status).toBe('pass');
  });
});
