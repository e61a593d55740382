import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { applyPatch } from 'diff';
import { describe, expect, it } from 'vitest';
import { readConfigFile, readManifests } from '../../sources/index.ts';
import { receiverDescribedPath } from './described-path.ts';
import { receiverDescribedReceiverOn } from './described-receiver-on.ts';

const SERVICE = `---
apiVersion: v1
kind: Service
metadata:
  name: metrics
  namespace: telemetry
spec:
  selector:
    app.kubernetes.io/name: prometheus
  ports:
    - port: 9090
      targetPort: web
`;

const operator = (spec: string): string => `apiVersion: monitoring.coreos.com/v1
kind: Prometheus
metadata:
  name: main
  namespace: telemetry
spec:
${spec}
`;

const deployment = (image: string, args: readonly string[]): string => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: metrics
  namespace: telemetry
spec:
  template:
    metadata:
      labels:
        app.kubernetes.io/name: prometheus
    spec:
      containers:
        - name: metrics
          image: ${image}
          args:
${args.map((arg) => `            - ${arg}\n`).join('')}`;

const sources = (receiver: string, path = '/api/v1/otlp') => {
  const file = mkdtempSync(join(tmpdir(), 'throughline-described-'));
  try {
    writeFileSync(join(file, 'receiver.yaml'), receiver + SERVICE);
    const endpoint = `http://metrics.telemetry.svc:9090${path}`;
    writeFileSync(
      join(file, 'openclaw.json'),
      `{\n  "diagnostics": {\n    "enabled": true,\n    "otel": { "enabled": true, "metrics": true, "endpoint": "${endpoint}" }\n  }\n}\n`,
    );
    return { manifests: readManifests([file]), config: readConfigFile(join(file, 'openclaw.json')) };
  } finally {
    rmSync(file, { recursive: true });
  }
};

describe('receiver/described-receiver-on', () => {
  it.each([
    ['the receiver is not asked for', operator('  version: v3.5.0'), 34],
    [
      'a feature of 2.x is set on 3.x',
      operator('  version: v3.5.0\n  enableFeatures: [otlp-write-receiver]'),
      35,
    ],
    [
      'the image is not of spec.version',
      operator('  version: v2.55.1\n  image: mirror/prometheus:v3.5.3\n  enableOTLPReceiver: true'),
      35,
    ],
    [
      'a Deployment has a flag of 2.x on 3.x',
      deployment('prom/prometheus:v3.5.0', ['--enable-feature=otlp-write-receiver']),
      35,
    ],
  ])('fails where %s, with a diff after which it passes', async (_, receiver, mode) => {
    const outcome = await receiverDescribedReceiverOn.runWith(sources(receiver));
    expect(outcome).toMatchObject({ status: 'fail', modes: [mode], fix: { kind: 'patch' } });
    const fixed = applyPatch(receiver + SERVICE, outcome.fix?.diff ?? '');
    const after = sources(String(fixed).replace(SERVICE, ''));
    expect((await receiverDescribedReceiverOn.runWith(after)).status).toBe('pass');
  });

  it('fails where the version has no receiver', async () => {
    const outcome = await receiverDescribedReceiverOn.runWith(
      sources(operator('  version: v2.45.0\n  enableOTLPReceiver: true')),
    );
    expect(outcome).toMatchObject({
      status: 'fail',
      modes: [37],
      message: expect.stringContaining('2.45.0'),
    });
  });

  it.each([
    [
      'an otlp section alone',
      operator('  version: v3.5.0\n  otlp:\n    promoteResourceAttributes: [service.name]'),
    ],
    [
      'the flag of the version',
      deployment('prom/prometheus:v2.53.3', ['--enable-feature=otlp-write-receiver']),
    ],
  ])('passes by %s', async (_, receiver) => {
    expect((await receiverDescribedReceiverOn.runWith(sources(receiver))).status).toBe('pass');
  });

  it.each([
    ['whose flags a variable may add', deployment('prom/prometheus:v3.5.0', ['$(EXTRA)'])],
    ['that is no known server', deployment('team/relay:v1', ['--listen'])],
  ])('does not judge a workload %s', async (_, receiver) => {
    expect((await receiverDescribedReceiverOn.runWith(sources(receiver))).status).toBe('unknown');
  });
});

describe('receiver/described-path', () => {
  it('fails where VictoriaMetrics gets the path of Prometheus', async () => {
    const given = sources(deployment('victoriametrics/victoria-metrics:v1.140.0', ['-retentionPeriod=1']));
    expect(await receiverDescribedPath.runWith(given)).toMatchObject({
      status: 'fail',
      modes: [73],
      fix: { kind: 'patch', diff: expect.stringContaining('9090/opentelemetry"') },
    });
  });

  it.each([
    [
      'of VictoriaMetrics',
      deployment('victoriametrics/victoria-metrics:v1.140.0', ['-retentionPeriod=1']),
      '/opentelemetry',
    ],
    ['under a route prefix', operator('  version: v3.5.0\n  routePrefix: /prom'), '/prom/api/v1/otlp'],
  ])('passes with the path %s', async (_, receiver, path) => {
    expect((await receiverDescribedPath.runWith(sources(receiver, path))).status).toBe('pass');
  });
});

/** Sources with files and the metrics URL of a Service. */
const withFiles = (files: Readonly<Record<string, string>>, host: string, path = '/api/v1/otlp') => {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-charts-'));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    const endpoint = `http://${host}${path}`;
    const config = { diagnostics: { enabled: true, otel: { enabled: true, metrics: true, endpoint } } };
    writeFileSync(join(folder, 'openclaw.json'), JSON.stringify(config));
    return {
      manifests: readManifests(Object.keys(files).map((name) => join(folder, name))),
      config: readConfigFile(join(folder, 'openclaw.json')),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
};

const release = (values: string, version = '80.0.0'): string => `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata:
  name: stack
  namespace: telemetry
spec:
  chart: { spec: { chart: kube-prometheus-stack, version: ${version} } }
  values:
${values}
`;

describe('receiver/described-receiver-on by the values of charts', () => {
  const HOST = 'stack-kube-prometheus-stac-prometheus.telemetry.svc:9090';
  const ON = '    prometheus:\n      prometheusSpec:\n        enableOTLPReceiver: true';

  it.each([
    [
      'the field is at a key that the chart does not know',
      release('    prometheusOperator:\n      prometheusSpec:\n        enableOTLPReceiver: true'),
      'prometheusOperator.prometheusSpec.enableOTLPReceiver',
    ],
    ['the chart is too old for the field', release(ON, '75.3.5'), '75.3.6 is the first'],
    [
      'nothing turns it on',
      release('    prometheus:\n      prometheusSpec:\n        retention: 5d'),
      'nothing turns the receiver on',
    ],
    [
      'the feature is for 2.x',
      release(
        '    prometheus:\n      prometheusSpec:\n        image: { tag: v3.5.0 }\n        enableFeatures: [otlp-write-receiver]',
      ),
      '3.5.0',
    ],
  ])('fails for a HelmRelease where %s', async (_, text, why) => {
    const outcome = await receiverDescribedReceiverOn.runWith(withFiles({ 'release.yaml': text }, HOST));
    expect(outcome).toMatchObject({ status: 'fail', message: expect.stringContaining(why) });
  });

  it.each([
    ['a HelmRelease', { 'release.yaml': release(ON) }, HOST],
    [
      'the Service of the operator',
      { 'release.yaml': release(ON) },
      'prometheus-operated.telemetry.svc:9090',
    ],
    [
      'a file of values',
      { 'values.yaml': 'prometheus: { prometheusSpec: { enableOTLPReceiver: true } }' },
      'kps-kube-prometheus-stack-prometheus.telemetry.svc:9090',
    ],
    [
      'the chart prometheus',
      {
        'values.yaml':
          'server: { image: { tag: v3.5.0 }, extraFlags: [web.enable-lifecycle, web.enable-otlp-receiver] }',
      },
      'tsdb-prometheus-server.telemetry.svc',
    ],
  ])('passes for %s with the receiver on', async (_, files, host) => {
    const outcome = await receiverDescribedReceiverOn.runWith(withFiles(files, host));
    expect(outcome.status).toBe('pass');
  });

  const single = (values: string): string => `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: { name: vm, namespace: telemetry }
spec: { chart: { spec: { chart: victoria-metrics-single } }, values: ${values} }
`;

  it.each([
    ['fail', '{ server: { retentionPeriod: 1 } }', 'vm-victoria-metrics-single-server', '/api/v1/otlp'],
    [
      'pass',
      '{ server: { extraArgs: { http.pathPrefix: /x } } }',
      'vm-victoria-metrics-single-server',
      '/x/opentelemetry',
    ],
    ['pass', '{ server: { fullnameOverride: store } }', 'store', '/opentelemetry'],
    ['unknown', '{ server: { fullnameOverride: store } }', 'other', '/opentelemetry'],
  ])('is %s about the path for victoria-metrics-single with %s at %s', async (status, values, name, path) => {
    const host = `${name}.telemetry.svc:8428`;
    const given = withFiles({ 'release.yaml': single(values) }, host, path);
    expect((await receiverDescribedPath.runWith(given)).status).toBe(status);
  });

  it('adds the field to a file of values', async () => {
    const values = 'prometheus:\n  prometheusSpec:\n    retention: 5d\n';
    const given = withFiles(
      { 'values.yaml': values },
      'kps-kube-prometheus-stack-prometheus.telemetry.svc:9090',
    );
    const outcome = await receiverDescribedReceiverOn.runWith(given);
    expect(applyPatch(values, outcome.fix?.diff ?? '')).toBe(`${values}    enableOTLPReceiver: true\n`);
  });

  it.each([
    ['another Service', HOST.replace('stack-', 'other-')],
    ['another namespace', HOST.replace('telemetry', 'staging')],
  ])('does not judge a release by %s', async (_, host) => {
    const outcome = await receiverDescribedReceiverOn.runWith(
      withFiles({ 'release.yaml': release(ON) }, host),
    );
    expect(outcome.status).toBe('unknown');
  });
});
