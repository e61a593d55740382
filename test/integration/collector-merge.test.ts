import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type CollectorConfig, readCollectorConfig } from '../../src/prove/sources/index.ts';
import { describeWithServer } from '../harness/with-server.ts';

const BASE = `receivers: { otlp: { protocols: { http: { endpoint: 127.0.0.1:4318 }, grpc: { endpoint: 127.0.0.1:4319 } } } }
processors: { memory_limiter: { check_interval: 1s, limit_mib: 100 }, filter: { metrics: { metric: ['name == "a"'] } } }
exporters: { debug: { verbosity: basic }, otlp_http: { endpoint: "http://\${env:BACKEND:-b}:9090/api/v1/otlp" } }
service:
  pipelines:
    metrics: { receivers: [otlp], processors: [memory_limiter, filter], exporters: [debug] }
    traces: { receivers: [otlp], exporters: [debug] }
`;

/** What a later configuration changes in BASE. */
const LATER = {
  'another exporter': `service: { pipelines: { metrics: { exporters: [otlp_http] } } }`,
  'a shorter list': `service: { pipelines: { metrics: { processors: [memory_limiter] } } }`,
  'null for a setting': `receivers: { otlp: { protocols: { grpc: null } } }`,
  'an empty map': `{ processors: {}, exporters: { otlp_http: {} } }`,
  'a path as a key': `exporters::otlp_http::endpoint: http://$$c:1/api/v1/otlp`,
  nothing: '',
};
/** With these the collector does not start, as it lacks a component. */
const REJECTED = {
  'null for all processors': `processors:`,
  'null for a pipeline': `service: { pipelines: { metrics: null } }`,
  'a variable without a scheme and with a default':
    'exporters: { otlp_http: { endpoint: "http://${BACKEND:-b}" } }',
};

const folder = mkdtempSync(join(tmpdir(), 'collector-merge-'));
afterAll(() => rmSync(folder, { recursive: true }));

function written(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const pipelinesOf = ({ service }: Pick<CollectorConfig, 'service'>) =>
  Object.entries(service.pipelines).map(([name, pipeline]) => ({ name, ...pipeline }));

await describeWithServer('otelcol', 'several configurations of one collector', ({ path: otelcol }) => {
  const printed = (files: readonly string[]): string =>
    execFileSync(otelcol, ['print-config', ...files.flatMap((file) => ['--config', file])], {
      encoding: 'utf8',
      stdio: 'pipe',
    });

  it.each(Object.entries(LATER))('are merged as the collector merges them: %s', (_title, text) => {
    const files = [written('base.yaml', BASE), written('later.yaml', text)];
    const real = parse(printed(files));
    const ours = readCollectorConfig(files);
    const sorted = (config: Pick<CollectorConfig, 'service'>) =>
      pipelinesOf(config).toSorted((a, b) => a.name.localeCompare(b.name));
    expect(sorted(ours)).toEqual(sorted(real));
    expect(ours.exporters['otlp_http']).toHaveProperty('endpoint', real.exporters.otlp_http.endpoint);
    expect(Object.keys(ours.processors).toSorted()).toEqual(Object.keys(real.processors).toSorted());
    const { grpc, http } = real.receivers.otlp.protocols;
    expect([grpc.endpoint, http.endpoint]).toEqual([
      text.includes('grpc: null') ? 'localhost:4317' : '127.0.0.1:4319',
      '127.0.0.1:4318',
    ]);
  });

  it.each(Object.entries(REJECTED))('stop the collector: %s', (_title, text) => {
    const files = [written('base.yaml', BASE), written('later.yaml', text)];
    expect(() => printed(files)).toThrow(/references processor|at least one|not supported/);
  });
});
