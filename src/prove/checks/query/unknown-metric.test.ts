import { describe, expect, it } from 'vitest';
import { defaultContract } from '../../contract/index.ts';
import { dashboardOf } from '../../../../test/support/readers.ts';
import { embeddedBackend, shopContract } from '../../../../test/support/embedded-backend.ts';
import { queryUnknownMetric } from './unknown-metric.ts';

const contract = defaultContract({ serviceName: 'openclaw', flushIntervalMs: 30_000 });

const judged = (...expressions: string[]) =>
  queryUnknownMetric.runWith({ readers: dashboardOf(...expressions), contract });

describe('query/unknown-metric', () => {
  it('passes on series that the contract predicts, and on metrics of other services without a backend', async () => {
    const outcome = await judged(
      'rate(openclaw_tokens_total[5m])',
      'up{job="node"}',
      'openclaw_run_duration_ms_count',
    );
    expect(outcome.status).toBe('pass');
  });

  it.each([
    ['rate(openclaw_tokens[5m])', 'openclaw_tokens_total'],
    ['openclaw_queue_wait_ms_milliseconds_sum', 'openclaw_queue_wait_ms_sum'],
    ['{"openclaw.cost.usd"}', 'openclaw_cost_usd_total'],
    ['openclaw_run_duration_ms', 'openclaw_run_duration_ms_count'],
    ['openclaw_tokns_total', 'openclaw_tokens_total'],
  ])('fails on %s and names %s instead', async (expression, right) => {
    const outcome = await judged(expression);
    expect(outcome.status).toBe('fail');
    expect(outcome.evidence[0]).toMatchObject({
      source: 'dashboard.json:7',
      saw: expect.stringContaining(right),
    });
  });

  it('offers a diff with the correct names, and leaves longer names that contain them unchanged', async () => {
    const outcome = await judged('openclaw_tokens / openclaw_tokens_total', 'openclaw_tokens_total');
    expect(outcome.fix).toMatchObject({ kind: 'patch', file: 'dashboard.json' });
    expect(outcome.fix?.diff).toContain('+          "expr": "openclaw_tokens_total / openclaw_tokens_total"');
  });

  it('queries the backend for names outside the contract, and warns about those it lacks', async () => {
    const { push, sources } = await embeddedBackend();
    await push([{ name: 'orders', total: 1 }]);
    const given = {
      ...sources(shopContract({ otlp: 'shop.calls' })),
      readers: dashboardOf('orders_total', 'gone_total'),
    };
    const outcome = await queryUnknownMetric.runWith(given);
    expect(outcome).toMatchObject({
      status: 'warn',
      evidence: [{ saw: expect.stringContaining('gone_total') }],
    });
    expect(outcome.evidence).toHaveLength(1);
  });

  it('warns about an expression that is not PromQL', async () => {
    expect(await judged('sum(')).toMatchObject({
      status: 'warn',
      message: expect.stringContaining('is not PromQL'),
    });
  });

  it('ignores a regular expression that only the server supports', async () => {
    expect((await judged('openclaw_tokens_total{model=~"(?-i)x"}', 'openclaw_tokens_total')).status).toBe(
      'pass',
    );
  });

  it('reports the dead query of a dashboard that also has an expression which cannot be parsed', async () => {
    const outcome = await judged('sum(', 'rate(openclaw_tokens[5m])');
    expect(outcome).toMatchObject({ status: 'fail', message: expect.stringContaining('openclaw_tokens') });
  });

  it('does not take the name of a recording rule for a metric of the contract', async () => {
    expect((await judged('openclaw:webhook_errors:rate5m')).status).toBe('pass');
  });
});
