import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readManifests, type ManifestSet } from './read.ts';

const read = (text: string): ManifestSet => {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-operated-'));
  try {
    writeFileSync(join(folder, 'all.yaml'), text);
    return readManifests([folder]);
  } finally {
    rmSync(folder, { recursive: true });
  }
};

const collector = (spec: string, receivers: string): string => `apiVersion: opentelemetry.io/v1beta1
kind: OpenTelemetryCollector
metadata: { name: hub, namespace: telemetry }
spec:
${spec}
  config:
    receivers: { ${receivers} }
    exporters: { debug: {} }
    service: { pipelines: { metrics: { receivers: [otlp, otlp/blue], exporters: [debug] } } }
`;

const RECEIVERS =
  'otlp: { protocols: { grpc: {}, http: {} } }, otlp/blue: { protocols: { http: { endpoint: "0.0.0.0:4319" } } }';

describe('readManifests of objects of operators', () => {
  it('adds the pods and Services of an OpenTelemetryCollector', () => {
    const { cluster } = read(collector('  replicas: 2', RECEIVERS));
    expect(cluster.pods).toMatchObject([
      {
        namespace: 'telemetry',
        labels: {
          'app.kubernetes.io/name': 'hub-collector',
          'app.kubernetes.io/component': 'opentelemetry-collector',
          'app.kubernetes.io/instance': 'telemetry.hub',
        },
      },
    ]);
    const [service] = cluster.services;
    expect(cluster.services.map(({ name }) => name)).toEqual(['hub-collector', 'hub-collector-headless']);
    expect(service?.ports.map(({ name, port, targetPort }) => [name, port, targetPort])).toEqual([
      ['otlp-http', 4318, 4318],
      ['otlp-grpc', 4317, 4317],
      ['otlp-blue-http', 4319, 4319],
    ]);
  });

  it('adds no pods for a sidecar, and no Service where a port is a variable', () => {
    expect(read(collector('  mode: sidecar', RECEIVERS)).cluster.pods).toEqual([]);
    const variable = RECEIVERS.replace(':4319', ':${env:PORT}');
    expect(read(collector('  mode: daemonset', variable)).cluster).toMatchObject({ services: [] });
  });

  it('adds the pods of an Alertmanager', () => {
    const { cluster } = read(
      'apiVersion: monitoring.coreos.com/v1\nkind: Alertmanager\nmetadata: { name: main, namespace: a }\nspec: {}\n',
    );
    expect(cluster.pods).toMatchObject([
      { labels: { alertmanager: 'main', 'app.kubernetes.io/name': 'alertmanager' }, ports: [{ port: 9093 }] },
    ]);
    expect(cluster.services).toEqual([]);
  });
});
