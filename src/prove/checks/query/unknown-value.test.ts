import { describe, expect, it } from 'vitest';
import { defaultContract } from '../../contract/index.ts';
import { dashboardOf } from '../../../../test/support/readers.ts';
import { embeddedBackend, shopContract } from '../../../../test/support/embedded-backend.ts';
import { queryUnknownValue } from './unknown-value.ts';

const gateway = defaultContract({
  serviceName: 'openclaw',
  serviceNamespace: 'agents',
  flushIntervalMs: 30_000,
});
const shop = shopContract(
  {
    otlp: 'shop.orders',
    attributes: ['express', 'http.code', 'ratio', 'lane'],
    optionalAttributes: ['tier'],
    values: {
      express: 'boolean',
      'http.code': 'int',
      ratio: 'double',
      lane: ['a', 'b'],
      tier: ['1', '2'],
    },
  },
  { otlp: 'shop.wait', kind: 'histogram', bounds: [0.5, 5, 10] },
  { otlp: 'shop.cost', kind: 'histogram' },
  { otlp: 'shop.size', kind: 'summary' },
);

const judged = (expression: string, contract = shop) =>
  queryUnknownValue.runWith({ readers: dashboardOf(expression), contract });

describe('query/unknown-value', () => {
  it.each([
    'openclaw_tokens_total{job="agents/openclaw"}',
    'openclaw_tokens_total{job="agents/openclaw", direction="input"}',
    'openclaw_tokens_total{direction=~"input|in", job!="openclaw"}',
    'openclaw_queue_depth_bucket{le="13.0"}',
    'openclaw_queue_depth_bucket{le="+Inf"}',
    'target_info{job="agents/openclaw"}',
  ])('passes on %s', async (expression) => {
    expect((await judged(expression, gateway)).status).toBe('pass');
  });

  it.each([
    'shop_orders_total{express="true", http_code="200", ratio="0.5", lane="b"}',
    'shop_orders_total{express="True"} or shop_orders_total{lane="a"}',
    'shop_orders_total{express="true"} unless shop_orders_total{lane="c"}',
    'absent(shop_orders_total{lane="c"})',
    'shop_orders_total{lane="c"} or vector(0)',
    'shop_orders_total{lane="a"} offset 1d',
    'shop_wait_bucket{le=~"5|7"}',
  ])('passes on %s', async (expression) => {
    expect((await judged(expression)).status).toBe('pass');
  });

  it.each([
    ['openclaw_tokens_total{job="openclaw"}', 'job="agents/openclaw"'],
    ['sum(rate(openclaw_tokens_total{job=~"openclaw"}[5m]))', 'job="agents/openclaw"'],
    ['openclaw_cost_usd_total / on (job) target_info{job="openclaw"}', 'job="agents/openclaw"'],
  ])('fails on %s', async (expression, use) => {
    expect(await judged(expression, gateway)).toMatchObject({
      status: 'fail',
      evidence: [{ saw: expect.stringContaining(`use ${use}`) }],
      fix: { kind: 'patch', diff: expect.stringContaining('agents/openclaw') },
    });
  });

  it.each([
    ['shop_orders_total{job="market/shop"}', 'job="shop"'],
    ['shop_orders_total{express="True"}', 'express="true"'],
    ['shop_orders_total{http_code="200.0"}', 'http_code="200"'],
    ['shop_orders_total{ratio="1.0"}', 'ratio="1"'],
    ['shop_wait_bucket{le="Inf"}', 'le="+Inf"'],
  ])('fails on %s', async (expression, use) => {
    const outcome = await judged(expression);
    expect(outcome).toMatchObject({ status: 'fail', fix: { kind: 'patch' } });
    expect(outcome.evidence[0]?.saw).toContain(`use ${use}`);
    expect(outcome.fix?.diff).toContain(use.replaceAll('"', String.raw`\"`));
  });

  it.each([
    ['shop_orders_total{express="1"}', 'it is true or false'],
    ['shop_orders_total{http_code="2xx"}', 'it is a number of the type int'],
    ['shop_orders_total{lane="c"}', 'it is one of a, b'],
    ['shop_orders_total{lane=~"(c|d)"}', 'it is one of a, b'],
    ['shop_orders_total{tier="3"}', 'it is one of 1, 2'],
    ['rate(shop_wait_bucket{le="7"}[5m]) or shop_wait_bucket{le="8"}', 'its bounds are 0.5, 5, 10, +Inf'],
    ['shop_cost_bucket{le="slow"}', 'a bound is a number'],
    ['shop_size{quantile="95"}', 'a quantile is a number from 0 to 1'],
    ['shop_orders_total{lane="a"} + shop_orders_total{lane="c"}', 'it is one of a, b'],
  ])('warns on %s', async (expression, why) => {
    const outcome = await judged(expression);
    expect(outcome.evidence[0]?.saw).toContain(why);
    expect(outcome).toMatchObject({
      status: 'warn',
      message: expect.stringContaining('can never return data'),
      fix: { kind: 'manual' },
    });
  });

  it.each([
    // Another service may have the same metrics.
    'shop_orders_total{job="checkout"}',
    'shop_orders_total{instance="a:8080"}',
    'shop_orders_total{job=~".*/shop"}',
    'shop_orders_total{job="$job"}',
    'shop_orders_total{lane!="c"}',
    'shop_orders_total{lane="c"} @ 1600000000',
    'shop_cost_bucket{le="5.0"}',
    'shop_size{quantile="0.990"}',
    'shop_size{zone="c"}',
    '{job="market/shop"}',
    'stock_total{job="market/shop"}',
  ])('does not judge %s', async (expression) => {
    const outcome = await judged(expression);
    expect(['pass', 'unknown', 'skip']).toContain(outcome.status);
    expect(outcome.evidence.map(({ saw }) => saw).join('')).not.toContain('has no series');
  });

  it('does not judge a label of two attributes, or one that the resource may have', async () => {
    const both = shopContract({
      otlp: 'shop.orders',
      attributes: ['a.b', 'a_b', 'job'],
      values: { 'a.b': ['x'], job: ['x'] },
    });
    expect((await judged('shop_orders_total{a_b="y", job="z"}', both)).status).toBe('unknown');
  });

  it('never reports a value that the backend stores, and replaces one that it stores in another form', async () => {
    const { push, sources } = await embeddedBackend();
    await push([{ name: 'shop.orders', total: 1, attributes: { lane: 'c' } }]);
    const given = sources(shop);
    const on = (expression: string) =>
      queryUnknownValue.runWith({ ...given, readers: dashboardOf(expression) });
    expect((await on('shop_orders_total{lane="c"}')).status).toBe('pass');
    expect(await on('shop_orders_total{lane="d"}')).toMatchObject({ status: 'warn' });
    expect(await on('shop_orders_total{job="otel-collector"}')).toMatchObject({
      status: 'warn',
      evidence: [{ saw: expect.stringContaining('the service of the contract is "shop"') }],
      fix: { kind: 'manual' },
    });
    expect(await on('shop_orders_total{job="market/shop"}')).toMatchObject({ fix: { kind: 'patch' } });
    // Without data for true, that it is meant is not tried.
    expect(await on('shop_orders_total{express="True"}')).toMatchObject({ fix: { kind: 'manual' } });
  });

  it('is a note for a variable that lists values, where a backend shows which it finds', async () => {
    const { push, sources } = await embeddedBackend();
    await push([{ name: 'shop.orders', total: 1, attributes: { lane: 'a' } }]);
    const given = dashboardOf('shop_orders_total{lane="d"}');
    const readers = { ...given, queries: given.queries.map((query) => ({ ...query, asksLabel: 'lane' })) };
    const withBackend = await queryUnknownValue.runWith({ ...sources(shop), readers });
    expect(withBackend).toMatchObject({ status: 'warn', severity: 'note' });
    expect(await queryUnknownValue.runWith({ readers, contract: shop })).toMatchObject({
      status: 'warn',
      severity: 'warning',
    });
  });
});
