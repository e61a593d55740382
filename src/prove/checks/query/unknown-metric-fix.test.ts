import { describe, expect, it } from 'vitest';
import { piped } from '../../../../test/support/collector.ts';
import { embeddedBackend, shopContract } from '../../../../test/support/embedded-backend.ts';
import { readersOf } from '../../../../test/support/grafana.ts';
import { dashboardOf } from '../../../../test/support/readers.ts';
import { queryUnknownMetric } from './unknown-metric.ts';

describe('the fix of query/unknown-metric', () => {
  describe('with a backend that keeps the dots of names', () => {
    async function judgedThere(...expressions: string[]) {
      const { push, sources } = await embeddedBackend({
        strategy: 'NoUTF8EscapingWithSuffixes',
      });
      await push([{ name: 'shop.calls', total: 1, attributes: { 'http.method': 'GET' } }]);
      const found = shopContract({ otlp: 'shop.calls', attributes: ['http.method'] }, { otlp: 'shop.idle' });
      const readers = expressions.some((one) => one.startsWith('label_values'))
        ? readersOf({ panels: [], templating: { list: variablesOf(expressions) } })
        : dashboardOf(...expressions);
      return queryUnknownMetric.runWith({ ...sources(found), readers });
    }

    function variablesOf(queries: readonly string[]) {
      return queries.map((query) => ({ name: 'v', type: 'query', query, definition: query }));
    }

    it('offers the quoted name, with the labels of the metric, where that returns data', async () => {
      const outcome = await judgedThere('sum by (http_method) (shop_calls_total{http_method=~".+"})');
      expect(outcome).toMatchObject({ status: 'fail', fix: { kind: 'patch' } });
      expect(outcome.fix?.diff).toContain(
        String.raw`+          "expr": "sum by (\"http.method\") ({\"shop.calls_total\",\"http.method\"=~\".+\"})"`,
      );
    });

    it('offers no patch for a variable that lists a label with another name', async () => {
      const outcome = await judgedThere('label_values(shop_calls_total, http_method)');
      expect(outcome).toMatchObject({ status: 'fail', fix: { kind: 'manual' } });
      expect(outcome.evidence[0]?.saw).toContain('its labels have other names, too');
    });

    it('offers it for a variable that lists any other label', async () => {
      const outcome = await judgedThere('label_values(shop_calls_total, job)');
      expect(outcome.fix?.diff).toContain(String.raw`label_values({\"shop.calls_total\"}, job)`);
    });

    it('offers it for an alert that does not fire', async () => {
      expect((await judgedThere('shop_calls_total > 1000')).fix).toMatchObject({ kind: 'patch' });
    });

    it('offers no patch for a metric that is not stored, and says so', async () => {
      const outcome = await judgedThere('shop_idle_total');
      expect(outcome).toMatchObject({ status: 'fail', fix: { kind: 'manual' } });
      expect(outcome.evidence[0]?.saw).toContain(
        'the contract\'s metric is {"shop.idle_total"} here, but shop.idle_total is not stored either',
      );
    });

    it('offers no patch where the query returns nothing with the right name', async () => {
      const outcome = await judgedThere('sum(shop_calls_total{http_method="PUT"})');
      expect(outcome).toMatchObject({ status: 'fail', fix: { kind: 'manual' } });
      expect(outcome.evidence[0]?.saw).toContain('with that name it returns no data either');
    });
  });

  describe('behind a collector', () => {
    const write = { prometheusremotewrite: { endpoint: 'http://p/api/v1/write', namespace: 'edge' } };
    const plain = { otlphttp: { endpoint: 'http://prometheus:9090/api/v1/otlp' } };
    const judgedBehind = async (exporter: object, processors: object, ...expressions: string[]) =>
      queryUnknownMetric.runWith({
        readers: dashboardOf(...expressions),
        contract: shopContract({ otlp: 'shop.calls' }, { otlp: 'shop.wait', kind: 'histogram', unit: 's' }),
        collector: piped(exporter, processors),
      });

    it('adds the namespace of the exporter', async () => {
      const outcome = await judgedBehind(write, {}, 'shop_calls_total', 'rate(shop_wait_bucket[5m])');
      expect(outcome).toMatchObject({ status: 'fail', fix: { kind: 'patch' } });
      expect(outcome.fix?.diff).toContain('"expr": "edge_shop_calls_total"');
      expect(outcome.fix?.diff).toContain('"expr": "rate(edge_shop_wait_seconds_bucket[5m])"');
    });

    it('follows a processor that renames', async () => {
      const rename = { include: 'shop.calls', action: 'update', new_name: 'kiosk.calls' };
      const outcome = await judgedBehind(
        plain,
        { metricstransform: { transforms: [rename] } },
        'shop_calls_total',
      );
      expect(outcome.fix?.diff).toContain('"expr": "kiosk_calls_total"');
    });

    it('is not there for the names that the collector makes, nor where one route keeps the name', async () => {
      expect((await judgedBehind(write, {}, 'edge_shop_calls_total')).status).toBe('pass');
      expect((await judgedBehind({ ...write, ...plain }, {}, 'shop_calls_total')).status).toBe('pass');
    });

    it('is not there for another prefix, which nothing explains', async () => {
      expect((await judgedBehind(write, {}, 'other_shop_calls_total')).status).toBe('unknown');
    });
  });
});
