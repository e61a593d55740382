import { describe, expect, it } from 'vitest';
import { defaultContract } from '../../contract/index.ts';
import { dashboardOf } from '../../../../test/support/readers.ts';
import { queryOperandsNeverMatch } from './operands-never-match.ts';

const contract = defaultContract({ serviceName: 'openclaw', flushIntervalMs: 30_000 });

const judged = (expression: string) =>
  queryOperandsNeverMatch.runWith({ readers: dashboardOf(expression), contract });

describe('query/operands-never-match', () => {
  it.each([
    'sum by (model) (openclaw_tokens_total{direction="input"}) / sum by (model) (openclaw_cost_usd_total)',
    'openclaw_tokens_total / ignoring (direction) group_left openclaw_cost_usd_total',
    'rate(openclaw_run_duration_ms_sum[5m]) / rate(openclaw_run_duration_ms_count[5m])',
    'openclaw_tokens_total * on (job, instance) group_left (version) target_info',
  ])('passes on %s', async (expression) => {
    expect((await judged(expression)).status).toBe('pass');
  });

  it.each([
    ['openclaw_cost_usd_total / openclaw_tokens_total', 'direction'],
    ['openclaw_run_duration_ms_bucket{le="100"} / openclaw_run_duration_ms_count', 'le'],
  ])('warns that the sides of %s never match, because only one has %s', async (expression, label) => {
    expect(await judged(expression)).toMatchObject({
      status: 'warn',
      message: `1 operations can never return data: only one side has ${label}`,
    });
  });

  it('is unknown when no query selects a metric of the contract', async () => {
    expect((await judged('up / up')).status).toBe('unknown');
  });
});
