import { describe, expect, it } from 'vitest';
import { defaultContract } from '../../contract/index.ts';
import { dashboardOf } from '../../../../test/support/readers.ts';
import { queryUnknownLabel } from './unknown-label.ts';

const contract = defaultContract({ serviceName: 'openclaw', flushIntervalMs: 30_000 });

const judged = (expression: string) =>
  queryUnknownLabel.runWith({ readers: dashboardOf(expression), contract });

describe('query/unknown-label', () => {
  it.each([
    'sum by (direction, model) (openclaw_tokens_total{provider="main", job=~"$job"})',
    'histogram_quantile(0.9, sum by (le) (rate(openclaw_run_duration_ms_bucket[5m])))',
    'openclaw_tokens_total{absent_label=""}',
    'sum by (team) (openclaw_tokens_total * on (job) group_left (team) owner_info)',
    'sum by (svc) (label_replace(openclaw_tokens_total, "svc", "$1", "job", "(.*)"))',
  ])('passes on %s', async (expression) => {
    expect((await judged(expression)).status).toBe('pass');
  });

  it.each([
    ['openclaw_tokens_total{type="input"}', 'type', [60]],
    ['sum by (token_type) (openclaw_tokens_total)', 'token_type', [60]],
    ['sum by (channel) (sum by (model) (openclaw_tokens_total))', 'channel', [60]],
    ['openclaw_cost_usd_total * on (modell) group_left () openclaw_tokens_total', 'modell', [60]],
    ['sum by (le) (openclaw_run_duration_ms_count)', 'le', [60]],
    ['openclaw_tokens_total{service_name="openclaw"}', 'service_name', [58, 60]],
  ])('warns about the label in %s', async (expression, label, modes) => {
    const outcome = await judged(expression);
    expect(outcome).toMatchObject({ status: 'warn', modes, message: expect.stringContaining(label) });
  });

  it('warns about a variable that lists a label which the metric does not have', async () => {
    const { queries, ...rest } = dashboardOf('openclaw_tokens_total');
    const asking = (asksLabel: string) =>
      queryUnknownLabel.runWith({
        readers: { ...rest, queries: queries.map((query) => ({ ...query, asksLabel })) },
        contract,
      });
    expect((await asking('model')).status).toBe('pass');
    expect(await asking('modell')).toMatchObject({ status: 'warn', modes: [60] });
  });
});
