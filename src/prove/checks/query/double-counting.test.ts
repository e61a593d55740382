import { describe, expect, it } from 'vitest';
import { defaultContract } from '../../contract/index.ts';
import { dashboardOf } from '../../../../test/support/readers.ts';
import { queryDoubleCounting } from './double-counting.ts';

const contract = defaultContract({ serviceName: 'openclaw', flushIntervalMs: 30_000 });

const judged = (expression: string) =>
  queryDoubleCounting.runWith({ readers: dashboardOf(expression), contract });

describe('query/double-counting', () => {
  it.each([
    'sum by (direction) (openclaw_tokens_total)',
    'sum(openclaw_tokens_total{direction="total"})',
    'sum(openclaw_tokens_total{direction=~"input|output"})',
  ])('passes on %s', async (expression) => {
    expect((await judged(expression)).status).toBe('pass');
  });

  it.each(['sum by (model) (openclaw_cost_usd_total)', 'max(openclaw_tokens_total)'])(
    'is skipped on %s, which adds up nothing that includes others',
    async (expression) => {
      expect((await judged(expression)).status).toBe('skip');
    },
  );

  it.each([
    'sum(openclaw_tokens_total)',
    'sum(openclaw_tokens_total{direction!="total"})',
    'sum(openclaw_tokens_total{direction=~"input|total"})',
    'sum by (model) (rate(openclaw_tokens_total[5m]))',
  ])('warns about %s', async (expression) => {
    expect((await judged(expression)).status).toBe('warn');
  });
});
