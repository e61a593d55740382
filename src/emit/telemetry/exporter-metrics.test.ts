import { describe, expect, it } from 'vitest';
import { ExporterMetrics } from './exporter-metrics.ts';
import { HistogramRow } from './rows.ts';

const URL = 'http://prometheus:9090/api/v1/otlp/v1/metrics';
const EXPORTED = 'otel.sdk.exporter.metric_data_point.exported';
const INFLIGHT = 'otel.sdk.exporter.metric_data_point.inflight';
const DURATION = 'otel.sdk.exporter.operation.duration';

function metricsOf(url = URL) {
  let now = 0;
  const own = new ExporterMetrics(() => now);
  own.begin(url);
  return {
    own,
    pass: (ms: number) => (now += ms),
    /** Values of the rows of a metric, by `error.type`; of a histogram the sum. */
    values: (name: string) =>
      (own.rows().find(({ definition }) => definition.name === name)?.rows ?? []).map((row) => [
        row.attributes['error.type'] ?? null,
        row instanceof HistogramRow ? row.sum : row.total,
      ]),
  };
}

describe("the exporter's own metrics", () => {
  it('are there before the first push has ended', () => {
    const { values } = metricsOf();
    expect([values(EXPORTED), values(INFLIGHT), values(DURATION)]).toEqual([[[null, 0]], [[null, 0]], []]);
  });

  it('count the data points of a push, first in flight, then exported', () => {
    const { own, values, pass } = metricsOf();
    const end = own.push(20);
    expect(values(INFLIGHT)).toEqual([[null, 20]]);
    pass(250);
    end({ error: null, status: 200, rejected: 0 });
    expect([values(INFLIGHT), values(EXPORTED), values(DURATION)]).toEqual([
      [[null, 0]],
      [[null, 20]],
      [[null, 0.25]],
    ]);
  });

  it('count a rejected push by its error, and a partial success as the points that were rejected', () => {
    const { own, values } = metricsOf();
    own.push(20)({ error: '503', status: 503, rejected: 0 });
    own.push(20)({ error: 'ECONNREFUSED', status: null, rejected: 0 });
    own.push(20)({ error: null, status: 200, rejected: 3 });
    expect(values(EXPORTED)).toEqual([
      [null, 17],
      ['503', 20],
      ['ECONNREFUSED', 20],
      ['rejected', 3],
    ]);
    expect(values(DURATION).map(([error]) => error)).toEqual(['503', 'ECONNREFUSED', 'rejected']);
  });

  it('carry the attributes of the semantic conventions, and the server of the pushes', () => {
    const { own } = metricsOf('https://[::1]/v1/metrics');
    own.push(1)({ error: '503', status: 503, rejected: 0 });
    own.collected(3);
    for (const { definition, rows } of own.rows()) {
      for (const { attributes } of rows) {
        const keys = Object.keys(attributes);
        expect(keys).toEqual(expect.arrayContaining([...definition.attributes]));
        const known = [...definition.attributes, ...definition.optionalAttributes];
        expect(keys.filter((key) => !known.includes(key))).toEqual([]);
      }
    }
    const [exported] = own.rows();
    expect(exported?.rows[0]?.attributes).toEqual({
      'otel.component.type': 'otlp_http_metric_exporter',
      'otel.component.name': 'otlp_http_metric_exporter/0',
      'server.address': '::1',
      'server.port': 443,
    });
  });

  it('continue over a reload, and begin again with another server', () => {
    const { own, values } = metricsOf();
    own.push(20)({ error: null, status: 200, rejected: 0 });
    own.begin(URL);
    expect(values(EXPORTED)).toEqual([[null, 20]]);
    own.begin('http://another:9090/api/v1/otlp/v1/metrics');
    expect(values(EXPORTED)).toEqual([[null, 0]]);
  });
});
