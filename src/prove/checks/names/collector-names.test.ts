import { describe, expect, it } from 'vitest';
import { piped } from '../../../../test/support/collector.ts';
import type { Contract } from '../../contract/index.ts';
import { namesCollectorNames } from './collector-names.ts';

const contract: Contract = {
  name: 'shop',
  job: 'shop',
  flushIntervalMs: 15_000,
  metrics: [
    { otlp: 'shop.orders', kind: 'counter', unit: '{order}', attributes: ['lane'], mayBeIdle: false },
    { otlp: 'shop.wait', kind: 'histogram', unit: 's', attributes: ['lane'], mayBeIdle: false },
    { otlp: 'shop.open', kind: 'gauge', unit: '', attributes: [], mayBeIdle: false },
  ],
};

const OTLP = { otlphttp: { endpoint: 'http://prometheus:9090/api/v1/otlp' } };
const write = (settings: object = {}) => ({
  prometheusremotewrite: { endpoint: 'http://p/api/v1/write', ...settings },
});
const judged = (exporter: object, processors: object = {}) =>
  namesCollectorNames.runWith({ collector: piped(exporter, processors), contract });

const prefixed = {
  transforms: [{ include: 'shop.(.*)', match_type: 'regexp', action: 'update', new_name: 'x.$${1}' }],
};

describe('names/collector-names', () => {
  it.each<[object, object]>([
    [OTLP, {}],
    [OTLP, { batch: {}, memory_limiter: {} }],
    [OTLP, { attributes: { actions: [{ key: 'zone', value: 'a', action: 'insert' }] } }],
    [OTLP, { resource: { attributes: [{ key: 'service.instance.id', action: 'delete' }] } }],
    // It keeps service.name, and makes no job.
    [{ otlphttp: { metrics_endpoint: 'http://vm:8428/opentelemetry/v1/metrics' } }, {}],
    [write(), {}],
    [write({ external_labels: { cluster: 'a' }, resource_to_telemetry_conversion: { enabled: true } }), {}],
    [{ prometheus: { endpoint: '0.0.0.0:8889' } }, {}],
    [{ ...OTLP, ...write({ namespace: 'x' }) }, {}],
  ])('passes with %j behind %j', async (exporter, processors) => {
    const outcome = await judged(exporter, processors);
    expect(outcome).toMatchObject({
      status: 'pass',
      message: '3 metrics leave the collector with their names and labels',
    });
  });

  it.each<[object, object, string, string, number[]]>([
    [OTLP, { metricstransform: prefixed }, 'fail', 'shop.orders is stored as x_orders_total', []],
    [
      OTLP,
      { transform: { metric_statements: ['set(metric.unit, "")'] } },
      'warn',
      'shop.wait is stored as shop_wait,',
      [55],
    ],
    [
      OTLP,
      { attributes: { actions: [{ key: 'lane', action: 'delete' }] } },
      'warn',
      'without the label lane',
      [60],
    ],
    [
      OTLP,
      { resource: { attributes: [{ key: 'service.name', action: 'delete' }] } },
      'fail',
      'without the label job',
      [59],
    ],
    [
      OTLP,
      { resource: { attributes: [{ key: 'service.name', value: 'all', action: 'upsert' }] } },
      'fail',
      'with job "all"',
      [],
    ],
    [
      OTLP,
      { resource: { attributes: [{ key: 'service.namespace', value: 'prod', action: 'upsert' }] } },
      'warn',
      'with job "prod/shop"',
      [],
    ],
    [write({ namespace: 'edge' }), {}, 'fail', 'edge_shop_orders_total', [8]],
    [write({ add_metric_suffixes: false }), {}, 'warn', 'shop.orders is stored as shop_orders,', [55]],
    [
      write({ translation_strategy: 'NoTranslation' }),
      {},
      'fail',
      'shop.orders is stored as shop.orders',
      [56],
    ],
    [{ prometheus: { namespace: 'edge' } }, {}, 'fail', 'edge_shop_orders_total', [8]],
  ])('does not pass %j behind %j', async (exporter, processors, status, message, modes) => {
    const outcome = await judged(exporter, processors);
    expect(outcome).toMatchObject({ status, modes });
    expect(outcome.message).toContain(message);
  });

  it("names the exporter's namespace as the cause, and no processor that changed something else", async () => {
    const names = { resource: { attributes: [{ key: 'service.name', value: 'shop', action: 'upsert' }] } };
    const outcome = await judged({ prometheus: { namespace: 'edge' } }, names);
    expect(outcome.message).toContain('prometheus puts its namespace edge before each name');
    expect(outcome.message).not.toContain('resource');
    expect(outcome.fix).toMatchObject({ text: 'change exporters.prometheus.namespace, or the queries' });
  });

  const actions = (...list: object[]): object => ({ attributes: { actions: list } });
  const drop = { key: 'lane', action: 'delete' };
  const rename = { key: 'row', from_attribute: 'lane', action: 'insert' };

  it.each([
    ['says that points become one series where an attribute is deleted', actions(drop), true],
    ['does not say so where another attribute has its value', actions(rename, drop), false],
  ])('%s', async (_, processors, says) => {
    const { message } = await judged(OTLP, processors);
    expect(message.includes('points that differ only by lane become one series')).toBe(says);
  });

  it.each<[object, object, string]>([
    [
      { otlphttp: { endpoint: 'http://gateway:4318' } },
      {},
      'otlphttp leads to gateway:4318, whose configuration was not given',
    ],
    [
      { otlp: { endpoint: 'gateway:4317' } },
      {},
      'otlp leads to gateway:4317, whose configuration was not given',
    ],
    [{ otlphttp: { endpoint: '${env:STORE}' } }, {}, 'otlphttp: where it leads is not shown'],
    [OTLP, { redaction: {} }, 'redaction: the processor redaction is not read'],
    [{ datadog: {} }, {}, 'datadog: the exporter datadog is not read'],
    [OTLP, { transform: { metric_statements: ['limit(datapoint.attributes, 1, [])'] } }, 'was not evaluated'],
    [
      OTLP,
      { resource: { attributes: [{ key: 'service.name', from_attribute: 'app', action: 'upsert' }] } },
      'service.name is not known',
    ],
  ])('does not judge %j behind %j', async (exporter, processors, why) => {
    const outcome = await judged(exporter, processors);
    expect(outcome.status).toBe('unknown');
    expect(outcome.message).toContain(why);
  });
});
