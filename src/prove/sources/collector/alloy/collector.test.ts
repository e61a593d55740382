import { describe, expect, it } from 'vitest';
import { alloyCollector, isAlloy } from './collector.ts';

const read = (text: string) => alloyCollector(text, 1)!;

const THROUGH_REMOTE_WRITE = `
// pushes come here
otelcol.receiver.otlp "in" {
  http {}
  output {
    metrics = [otelcol.processor.attributes.slim.input]
    traces  = [otelcol.exporter.otlp.tempo.input]
  }
}

otelcol.processor.attributes "slim" {
  include {
    match_type   = "strict"
    metric_names = ["shop.orders"]
  }
  action {
    key    = "lane"
    action = "delete"
  }
  action {
    key    = "zone"
    value  = sys.env("ZONE")
    action = "insert"
  }
  output { metrics = [otelcol.exporter.prometheus.series.input] }
}

otelcol.exporter.prometheus "series" {
  add_metric_suffixes = false
  forward_to          = [prometheus.remote_write.store.receiver]
}

prometheus.remote_write "store" {
  endpoint { url = "http://" + env("STORE") + ":9090/api/v1/write" }
  external_labels = { cluster = "blue" }
}
`;

describe('a configuration of Alloy', () => {
  it('differs from YAML by its components', () => {
    expect(isAlloy(THROUGH_REMOTE_WRITE)).toBe(true);
    expect(isAlloy('receivers: {}\nservice: {}\n')).toBe(false);
  });

  it('is a pipeline for each way of metrics from a receiver to an exporter', () => {
    const { service, processors, exporters, receivers } = read(THROUGH_REMOTE_WRITE);
    expect(service.pipelines).toEqual({
      metrics: {
        receivers: ['otlp/in'],
        processors: ['attributes/slim'],
        exporters: ['prometheusremotewrite/series'],
      },
    });
    // Alloy listens on every address unless it says otherwise.
    expect(receivers).toEqual({ 'otlp/in': { protocols: { http: { endpoint: '0.0.0.0:4318' } } } });
    expect(processors['attributes/slim']).toEqual({
      actions: [
        { key: 'lane', action: 'delete' },
        { key: 'zone', value: '${env:ZONE}', action: 'insert' },
      ],
      include: { match_type: 'strict', metric_names: ['shop.orders'] },
    });
    expect(exporters['prometheusremotewrite/series']).toEqual({
      endpoint: 'http://${env:STORE}:9090/api/v1/write',
      add_metric_suffixes: false,
      disable_scope_info: false,
      target_info: { enabled: true },
      resource_to_telemetry_conversion: { enabled: false },
      external_labels: { cluster: 'blue' },
    });
  });

  it('keeps the lines of its components and their attributes', () => {
    const { lineOf } = alloyCollector(THROUGH_REMOTE_WRITE, 11)!;
    expect(lineOf(['processors', 'attributes/slim', 'actions', 0])).toBe(10 + 11);
    expect(lineOf(['exporters', 'prometheusremotewrite/series', 'add_metric_suffixes'])).toBe(10 + 29);
  });

  it('has the settings of client as those of the exporter', () => {
    const { exporters } = read(`
      otelcol.receiver.otlp "default" { output { metrics = [otelcol.exporter.otlphttp.prom.input] } }
      otelcol.exporter.otlphttp "prom" { client { endpoint = "http://prom:9090/api/v1/otlp" } }`);
    expect(exporters).toEqual({ 'otlphttp/prom': { endpoint: 'http://prom:9090/api/v1/otlp' } });
  });

  it.each([
    ['a component of another file', 'otelcol.exporter.otlphttp.elsewhere.input', ''],
    [
      'a writer that relabels',
      'otelcol.exporter.prometheus.p.input',
      `otelcol.exporter.prometheus "p" { forward_to = [prometheus.relabel.r.receiver] }
       prometheus.relabel "r" { forward_to = [] }`,
    ],
    [
      'a connector',
      'otelcol.connector.servicegraph.s.input',
      'otelcol.connector.servicegraph "s" { output {} }',
    ],
  ])('has %s by name, and nothing of its settings', (_, reference, rest) => {
    const { exporters } = read(`
      otelcol.receiver.otlp "default" { output { metrics = [${reference}] } }
      ${rest}`);
    expect(Object.keys(exporters)).toHaveLength(1);
    expect(Object.values(exporters)).toEqual([{}]);
    expect(Object.keys(exporters)[0]).toMatch(/elsewhere|prometheus\.relabel|servicegraph/);
  });

  it('is none without a receiver of OTLP, which may be in another file', () => {
    expect(
      alloyCollector('otelcol.exporter.otlphttp "prom" { client { endpoint = "http://p" } }', 1),
    ).toBeUndefined();
  });

  it('ends for components that lead to each other', () => {
    const { service } = read(`
      otelcol.receiver.otlp "default" { output { metrics = [otelcol.processor.batch.a.input] } }
      otelcol.processor.batch "a" { output { metrics = [otelcol.processor.batch.b.input] } }
      otelcol.processor.batch "b" { output { metrics = [otelcol.processor.batch.a.input] } }`);
    expect(service.pipelines).toEqual({});
  });
});
