import { describe, expect, it } from 'vitest';
import { defaultContract } from '../../contract/index.ts';
import { dashboardOf } from '../../../../test/support/readers.ts';
import { embeddedBackend, shopContract } from '../../../../test/support/embedded-backend.ts';
import { queryUnknownMetric } from './unknown-metric.ts';

const contract = defaultContract({ serviceName: 'openclaw', flushIntervalMs: 30_000 });

const judged = (...expressions: string[]) =>
  queryUnknownMetric.runWith({ readers: dashboardOf(...expressions), contract });

describe('TL801', () => {
  it('passes on series that the contract predicts, and on those of others that nobody can judge', async () => {
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
  ])('names the right one beside %s', async (expression, right) => {
    const outcome = await judged(expression);
    expect(outcome.status).toBe('fail');
    expect(outcome.evidence[0]).toMatchObject({
      source: 'dashboard.json:7',
      saw: expect.stringContaining(right),
    });
  });

  it('writes the right names as a diff, and leaves longer names that hold them alone', async () => {
    const outcome = await judged('openclaw_tokens / openclaw_tokens_total', 'openclaw_tokens_total');
    expect(outcome.fix).toMatchObject({ kind: 'patch', file: 'dashboard.json' });
    expect(outcome.fix?.diff).toContain('+          "expr": "openclaw_tokens_total / openclaw_tokens_total"');
  });

  it('asks the backend about names of others, and finds those that are there', async () => {
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

  it('names an expression that is no PromQL', async () => {
    expect(await judged('sum(')).toMatchObject({
      status: 'warn',
      message: expect.stringContaining('is no PromQL'),
    });
  });

  it('says nothing of a regular expression that the server knows and this linter does not', async () => {
    expect((await judged('openclaw_tokens_total{model=~"(?-i)x"}', 'openclaw_tokens_total')).status).toBe(
      'pass',
    );
  });

  it('still names the dead query of a dashboard that has an expression it cannot read', async () => {
    const outcome = await judged('sum(', 'rate(openclaw_tokens[5m])');
    expect(outcome).toMatchObject({ status: 'fail', message: expect.stringContaining('openclaw_tokens') });
  });

  it("takes no recording rule's name for one of the contract, and knows those that the rules make", async () => {
    expect((await judged('openclaw:webhook_errors:rate5m')).status).toBe('pass');
  });
});
