import { describe, expect, it } from 'vitest';
import { defaultContract } from '../../contract/index.ts';
import { dashboardOf } from '../../../../test/support/readers.ts';
import { queryRateWindow } from './rate-window.ts';

const contract = defaultContract({ serviceName: 'openclaw', flushIntervalMs: 30_000 });

describe('TL803', () => {
  const judged = (expression: string, given = contract) =>
    queryRateWindow.runWith({ readers: dashboardOf(expression), contract: given });

  it('passes on windows of two pushes and more', async () => {
    expect((await judged('rate(openclaw_tokens_total[2m])')).status).toBe('pass');
    expect((await judged('rate(openclaw_tokens_total[$__rate_interval])')).status).toBe('pass');
  });

  it('warns of a window that holds one push at the most', async () => {
    const outcome = await judged('sum(increase(openclaw_tokens_total[30s]))');
    expect(outcome).toMatchObject({
      status: 'warn',
      modes: [64],
      location: { file: 'dashboard.json', line: 7 },
    });
  });

  it('warns of pushes that are rarer than the lookback', async () => {
    const rare = { ...contract, flushIntervalMs: 600_000 };
    expect(await judged('openclaw_tokens_total', rare)).toMatchObject({ status: 'warn', modes: [62] });
  });

  it('does not judge a window that a variable tells, nor functions that take one sample', async () => {
    const slow = { ...contract, flushIntervalMs: 170_000 };
    for (const expression of [
      'rate(openclaw_tokens_total[$__rate_interval])',
      'rate(openclaw_tokens_total[${__range_s}s])',
    ])
      expect((await judged(expression, slow)).status).toBe('pass');
    expect((await judged('last_over_time(openclaw_tokens_total[45s])')).status).toBe('pass');
  });
});
