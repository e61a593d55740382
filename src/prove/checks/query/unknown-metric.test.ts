import { describe, expect, it } from 'vitest';
import { defaultContract } from '../../contract/index.ts';
import { dashboardOf } from '../../../../test/support/readers.ts';
import { embeddedBackend, shopContract } from '../../../../test/support/embedded-backend.ts';
import { prometheusAnswers, recordedBackend } from '../../../../test/support/recorded-backend.ts';
import type { ReaderQuery } from '../../sources/index.ts';
import { DEFAULT_BACKEND } from '../../evidence/backend-rules.ts';
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
    expect(outcome).toMatchObject({
      status: 'pass',
      message:
        '2 queries select series that are stored; 1 query selects metrics that are not under contract: not judged without --backend',
    });
  });

  it.each([
    ['a constant', 'vector(1)'],
    ['a selector without a name', '{job="shop"}'],
  ])('does not judge %s', async (_, expression) => {
    expect(await judged(expression)).toMatchObject({
      status: 'unknown',
      message: '1 query selects no metric by its name: not judged',
    });
  });

  it.each([
    ['a name that differs in a word or a letter, which is another metric', 'openclaw_tokns_total'],
    [
      'the name of a histogram, which is right where it is stored as a native one',
      'openclaw_run_duration_ms',
    ],
    ['the name of a recording rule', 'openclaw:webhook_errors:rate5m'],
  ])('does not judge %s', async (_, expression) => {
    expect(await judged(expression)).toMatchObject({
      status: 'unknown',
      message: '1 query selects metrics that are not under contract: not judged without --backend',
    });
  });

  it('passes without a backend when another metric may give the query its data', async () => {
    expect((await judged('openclaw_tokens or up', 'absent(openclaw_tokens)')).status).toBe('pass');
  });

  it.each([
    ['rate(openclaw_tokens[5m])', 'openclaw_tokens_total'],
    ['openclaw_queue_wait_ms_milliseconds_sum', 'openclaw_queue_wait_ms_sum'],
    ['{"openclaw.cost.usd"}', 'openclaw_cost_usd_total'],
  ])('fails on %s and names %s instead', async (expression, right) => {
    const outcome = await judged(expression);
    expect(outcome.status).toBe('fail');
    expect(outcome.evidence[0]).toMatchObject({
      source: 'dashboard.json:7',
      saw: expect.stringContaining(right),
    });
  });

  it('names metrics by the settings of a backend that is described', async () => {
    const describedBackend = {
      ...DEFAULT_BACKEND,
      flavour: 'prometheus' as const,
      version: { major: 3, minor: 12, patch: 0 },
      settings: { translationStrategy: 'UnderscoreEscapingWithoutSuffixes' as const },
    };
    const judgedBy = async (expression: string) =>
      queryUnknownMetric.runWith({ readers: dashboardOf(expression), contract, describedBackend });
    expect((await judgedBy('openclaw_tokens')).status).toBe('pass');
    expect((await judgedBy('openclaw_tokens_total')).fix?.diff).toContain('"expr": "openclaw_tokens"');
  });

  it('offers a diff with the correct names, and leaves longer names that contain them unchanged', async () => {
    const outcome = await judged('openclaw_tokens / openclaw_tokens_total', 'openclaw_tokens_total');
    expect(outcome.fix).toMatchObject({ kind: 'patch', file: 'dashboard.json' });
    expect(outcome.fix?.diff).toContain('+          "expr": "openclaw_tokens_total / openclaw_tokens_total"');
  });

  it('replaces all wrong names of a query together', async () => {
    const outcome = await judged('openclaw_tokens / openclaw_cost_usd');
    expect(outcome.fix?.diff).toContain(
      '+          "expr": "openclaw_tokens_total / openclaw_cost_usd_total"',
    );
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

  describe('with a backend that stores orders_total only', () => {
    async function judgedThere(...expressions: string[]) {
      const { push, sources } = await embeddedBackend();
      await push([{ name: 'orders', total: 1 }]);
      const readers = dashboardOf(...expressions);
      return queryUnknownMetric.runWith({ ...sources(shopContract({ otlp: 'shop.calls' })), readers });
    }

    it.each([
      'orders_total or gone_total',
      'gone_total or orders_total',
      'orders_total unless on (job) gone_total',
      'absent(gone_total)',
      'absent_over_time(gone_total{a="b"}[5m])',
      'vector(scalar(gone_total))',
      'sum(gone_total) or vector(0)',
      'sum(orders_total) * $__interval_ms / $__range_s',
      'topk($top, orders_total) > bool ${factor}',
      'increase(orders_total[$__interval:] offset -$__interval)',
      'orders_total{$filter} and on () (vector($native) == 1)',
      'ALERTS{alertname="Gone"}',
      'orders_total $with_offset',
    ])('passes on %s', async (expression) => {
      expect((await judgedThere(expression, 'orders_total')).status).toBe('pass');
    });

    it('says in a pass which names are not stored, and what was not judged', async () => {
      expect(await judgedThere('orders_total or gone_total', 'orders_total $with_offset')).toMatchObject({
        status: 'pass',
        message: '1 query selects series that are stored; 1 is not judged',
        evidence: [
          { saw: expect.stringContaining('orders_total or gone_total') },
          { saw: expect.stringContaining('gone_total is not stored; the query may return data without it') },
          { saw: expect.stringContaining('not judged') },
        ],
      });
    });

    it.each([
      'gone_total or gone_too_total',
      'gone_total / orders_total',
      'gone_total unless orders_total',
      'count(gone_total) == 0',
      '1 - (sum(gone_total) or vector(0)) / sum(gone_too_total)',
    ])('warns about %s, which returns nothing', async (expression) => {
      expect(await judgedThere(expression)).toMatchObject({
        status: 'warn',
        message: expect.stringContaining('1 query can never return data: gone_'),
      });
    });

    it('is unknown when none of the queries can be judged', async () => {
      expect((await judgedThere('orders_total $with_offset')).status).toBe('unknown');
    });
  });

  describe('with rules that read what others record', () => {
    const rule = (records: string, expression: string): ReaderQuery => ({
      file: 'rules.yaml',
      line: 1,
      where: `record ${records}`,
      records,
      expression,
      written: expression,
    });
    const judgedRules = async (...queries: ReaderQuery[]) => {
      const { push, sources } = await embeddedBackend();
      await push([{ name: 'orders', total: 1 }]);
      return queryUnknownMetric.runWith({
        ...sources(shopContract({ otlp: 'shop.calls' })),
        readers: { ...dashboardOf(), queries },
      });
    };

    it('passes when one of the rules that record a name returns data', async () => {
      const outcome = await judgedRules(
        rule('a:rate', 'sum(gone_total)'),
        rule('a:rate', 'sum(orders_total) or a:rate'),
        rule('b:rate', 'a:rate * 2'),
        rule('c:rate', 'c:rate or orders_total'),
      );
      expect(outcome.evidence.map(({ saw }) => saw)).toEqual([
        'record a:rate: gone_total is not stored: sum(gone_total)',
      ]);
    });

    it('does not judge what is recorded by a rule that is not judged', async () => {
      const queries = [rule('a:rate', 'sum(foreign_total)'), rule('b:rate', 'a:rate * 2')];
      const readers = { ...dashboardOf(), queries };
      expect(await queryUnknownMetric.runWith({ readers, contract })).toMatchObject({
        status: 'unknown',
        message: '2 queries select metrics that are not under contract: not judged without --backend',
      });
    });

    it('warns about a rule that reads one which returns nothing', async () => {
      const outcome = await judgedRules(rule('b:rate', 'a:rate * 2'), rule('a:rate', 'sum(gone_total)'));
      expect(outcome).toMatchObject({ status: 'warn', affects: { length: 2 } });
    });
  });

  describe('with a backend that stores a histogram in another form', () => {
    const given = async (kind: 'histogram' | 'exponentialHistogram', stored: string[], expression: string) =>
      queryUnknownMetric.runWith({
        readers: dashboardOf(expression),
        clock: { now: Date.now, sleep: () => Promise.resolve() },
        contract: shopContract({ otlp: 'shop.wait', kind }),
        backend: await recordedBackend({
          ...prometheusAnswers({}),
          '/api/v1/label/__name__/values': { body: stored },
        }),
      });
    const OF_BUCKETS = 'histogram_quantile(0.9, sum by (le) (rate(shop_wait_bucket[5m])))';

    it('warns about a query for buckets of a native histogram', async () => {
      expect(await given('histogram', ['shop_wait'], OF_BUCKETS)).toMatchObject({
        status: 'warn',
        message: '1 query can never return data: shop_wait_bucket is not stored',
        evidence: [{ saw: expect.stringContaining('the histogram is native, as shop_wait') }],
      });
    });

    it('warns about a native query of a classic histogram', async () => {
      const outcome = await given('exponentialHistogram', ['shop_wait_bucket'], 'rate(shop_wait[5m])');
      expect(outcome.evidence[0]?.saw).toContain('the histogram is classic, as shop_wait_bucket');
    });

    it('passes where both forms are stored, or none yet', async () => {
      expect((await given('histogram', ['shop_wait', 'shop_wait_bucket'], OF_BUCKETS)).status).toBe('pass');
      expect((await given('histogram', [], OF_BUCKETS)).status).toBe('pass');
    });
  });
});
