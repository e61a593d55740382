import { expect, it } from 'vitest';
import { backendsInManifest } from './manifest.ts';

const resource = (spec: string): string =>
  `apiVersion: monitoring.coreos.com/v1\nkind: Prometheus\nmetadata: { name: k8s, namespace: monitoring }\nspec: ${spec}\n`;

it('reads version, translation, features and receiver from a Prometheus resource', () => {
  const [backend] = backendsInManifest(
    resource(
      '{ version: v3.5.3, enableOTLPReceiver: true, otlp: { translationStrategy: NoTranslation, promoteResourceAttributes: [service.name] }, enableFeatures: [otlp-deltatocumulative] }',
    ),
  );
  expect(backend).toEqual({
    object: 'Prometheus monitoring/k8s',
    flavour: 'prometheus',
    version: { major: 3, minor: 5, patch: 3 },
    settings: {
      translationStrategy: 'NoTranslation',
      promoteResourceAttributes: ['service.name'],
      deltaToCumulative: true,
    },
    receiver: 'on',
    fault: undefined,
    paths: ['/api/v1/otlp/v1/metrics'],
    listeners: [{ host: '', port: 9090, speaks: 'http', tls: false }],
    at: ['spec'],
    open: [],
  });
});

it.each([
  ['{ version: 3.5.0, enableFeatures: [otlp-write-receiver] }', 'off'],
  ['{ version: 2.53.0, enableFeatures: [otlp-write-receiver] }', 'on'],
  ['{ version: 2.53.0, enableOTLPReceiver: true }', 'on'],
  ['{ version: 3.5.0, additionalArgs: [{ name: web.enable-otlp-receiver }] }', 'on'],
  ['{ version: 3.5.0 }', 'off'],
  ['{ enableFeatures: [otlp-write-receiver] }', 'unknown'],
  // The Operator makes the flag for its own version, and the flags of 2.x and 3.x differ.
  ['{ version: 2.55.1, image: "mirror/prometheus:v3.5.3", enableOTLPReceiver: true }', 'off'],
  ['{ version: 3.5.0, image: "mirror/prometheus:v2.55.1", enableOTLPReceiver: true }', 'off'],
  ['{ image: "mirror/prometheus:v2.55.1", enableOTLPReceiver: true }', 'off'],
  ['{ image: "mirror/prometheus:v3.5.3", enableOTLPReceiver: true }', 'on'],
  ['{ enableOTLPReceiver: true }', 'on'],
  ['{ version: 2.45.0, enableOTLPReceiver: true }', 'off'],
  // An `otlp` section alone turns it on, unless the field says otherwise.
  ['{ version: 3.5.0, otlp: { promoteResourceAttributes: [a] } }', 'on'],
  ['{ version: 3.5.0, enableOTLPReceiver: false, otlp: { promoteResourceAttributes: [a] } }', 'off'],
  // The Operator rejects arguments that it sets itself.
  [
    '{ version: 3.5.0, enableOTLPReceiver: true, additionalArgs: [{ name: web.enable-otlp-receiver }] }',
    'off',
  ],
  [
    '{ version: 2.53.0, enableOTLPReceiver: true, additionalArgs: [{ name: enable-feature, value: exemplar-storage }] }',
    'off',
  ],
  [
    '{ version: 3.5.0, enableOTLPReceiver: true, additionalArgs: [{ name: enable-feature, value: a }] }',
    'on',
  ],
])('knows of %s that its receiver is %s', (spec, receiver) => {
  expect(backendsInManifest(resource(spec))[0]?.receiver).toBe(receiver);
});

it('takes the version that runs: the tag of the image', () => {
  const [backend] = backendsInManifest(
    resource('{ version: v2.53.3, image: "registry.example:5000/prometheus/prometheus:v3.12.0@sha256:abc" }'),
  );
  expect(backend?.version).toEqual({ major: 3, minor: 12, patch: 0 });
});

it('leaves out options that the version does not know, as the Operator does', () => {
  const [backend] = backendsInManifest(
    resource(
      '{ version: v2.55.0, otlp: { translationStrategy: NoTranslation, promoteResourceAttributes: [a] } }',
    ),
  );
  expect(backend?.settings).toEqual({ promoteResourceAttributes: ['a'] });
});

it('does not guess a version that the manifest does not say', () => {
  expect(backendsInManifest(resource('{ image: prometheus:latest }'))[0]?.version).toBeNull();
});

it('says what is wrong with a resource that the Operator would not take', () => {
  expect(() => backendsInManifest(resource('{ otlp: { translationStrategy: Underscores } }'))).toThrow(
    /spec\.otlp\.translationStrategy/,
  );
});

const deployment = (image: string, args: string): string =>
  `kind: Deployment\nmetadata: { name: store }\nspec: { template: { spec: { containers: [{ name: a, image: "${image}", args: ${args} }, { name: b, image: busybox }] } } }\n`;

it('reads the flags of a VictoriaMetrics workload', () => {
  const text = deployment(
    'victoriametrics/victoria-metrics:v1.140.0',
    '["-opentelemetry.usePrometheusNaming", "-retentionPeriod=1", "-maxLabelsPerTimeseries=50"]',
  );
  expect(backendsInManifest(text)).toMatchObject([
    {
      object: 'Deployment store',
      flavour: 'victoriametrics',
      version: { major: 1, minor: 140, patch: 0 },
      settings: { usePrometheusNaming: true, maxLabelsPerTimeseries: 50 },
      open: [],
    },
  ]);
});

it('reads the flags of a Mimir workload', () => {
  const text = deployment(
    'grafana/mimir:3.0.5',
    '["-target=all", "-distributor.otel-metric-suffixes-enabled=true"]',
  );
  expect(backendsInManifest(text)).toMatchObject([
    { flavour: 'mimir', settings: { metricSuffixesEnabled: true }, open: [] },
  ]);
});

const container = (fields: string): string =>
  `kind: StatefulSet\nmetadata: { name: store }\nspec: { template: { spec: { containers: [{ name: a, ${fields} }] } } }\n`;

it.each([
  ['image: "prom/prometheus:v3.5.3", args: [--web.enable-otlp-receiver]', 'on'],
  ['image: "prom/prometheus:v3.5.3", args: [--enable-feature=otlp-write-receiver]', 'off'],
  ['image: "prom/prometheus:v2.53.3", args: [--enable-feature=otlp-write-receiver]', 'on'],
  ['image: "prom/prometheus:v2.53.3", args: [--web.enable-otlp-receiver]', 'off'],
  ['image: "prom/prometheus:v2.45.0", args: [--enable-feature=otlp-write-receiver]', 'off'],
  ['image: "prom/prometheus:v3.5.3"', 'off'],
  // Another project's image has arguments that are not known, and a script or a variable may add some.
  ['image: "team/own/prometheus:v3.5.3"', 'unknown'],
  ['image: "prom/prometheus:v3.5.3", command: [/bin/sh, -c, exec prometheus], args: [x]', 'unknown'],
  ['image: "prom/prometheus:v3.5.3", args: ["$(EXTRA)"]', 'unknown'],
  ['image: "prom/prometheus:latest", args: [--enable-feature=otlp-write-receiver]', 'unknown'],
])('reads of a container with %s that its receiver is %s', (fields, receiver) => {
  expect(backendsInManifest(container(fields))[0]?.receiver).toBe(receiver);
});

it.each([
  [
    'image: "victoriametrics/victoria-metrics:v1.140.0", args: [-retentionPeriod=1]',
    '/opentelemetry/v1/metrics',
  ],
  [
    'image: "victoriametrics/victoria-metrics:v1.140.0", args: [-http.pathPrefix=/vm/]',
    '/vm/opentelemetry/v1/metrics',
  ],
  [
    'image: "prom/prometheus:v3.5.3", args: [--web.external-url=http://a/prom]',
    '/prom/api/v1/otlp/v1/metrics',
  ],
  ['image: "grafana/mimir:3.0.5", args: [-target=all]', '/otlp/v1/metrics'],
])('reads the path of OTLP from a container with %s', (fields, path) => {
  expect(backendsInManifest(container(fields))[0]?.paths[0]).toBe(path);
});

it.each<[string, unknown]>([
  ['image: "prom/prometheus:v3.5.3"', [['', 9090, false]]],
  [
    'image: "prom/prometheus:v3.5.3", args: ["--web.listen-address=0.0.0.0:9091"]',
    [['0.0.0.0', 9091, false]],
  ],
  ['image: "prom/prometheus:v3.5.3", args: ["--web.config.file=/etc/web.yml"]', [['', 9090, undefined]]],
  [
    'image: "prom/prometheus:v3.5.3", args: ["--web.listen-address=:1", "--web.listen-address=[::1]:2"]',
    [
      ['', 1, false],
      ['::1', 2, false],
    ],
  ],
  [
    'image: "victoriametrics/victoria-metrics:v1.140.0", args: ["-httpListenAddr=:80", -tls]',
    [['', 80, true]],
  ],
  ['image: "grafana/mimir:3.0.5", args: [-config.file=/etc/mimir.yaml]', undefined],
  ['image: "prom/prometheus:v3.5.3", args: ["--web.listen-address=:$(PORT)"]', undefined],
])('reads the addresses of a container with %s', (fields, expected) => {
  const listeners = backendsInManifest(container(fields))[0]?.listeners;
  expect(listeners?.map(({ host, port, tls }) => [host, port, tls])).toEqual(expected);
});

const PROMETHEUS = deployment(
  'prom/prometheus:v3.5.3',
  '["--config.file=/etc/prometheus/prometheus.yml", "--web.enable-otlp-receiver"]',
);

it('finds the configuration of a Prometheus workload in the ConfigMap beside it', () => {
  const config = `kind: ConfigMap\nmetadata: { name: c }\ndata:\n  prometheus.yml: |\n    otlp:\n      promote_resource_attributes: [service.name]\n`;
  expect(backendsInManifest(`${PROMETHEUS}---\n${config}`)).toMatchObject([
    { receiver: 'on', settings: { promoteResourceAttributes: ['service.name'] }, open: [] },
  ]);
});

it('says where the configuration of a Prometheus workload is not there', () => {
  expect(
    backendsInManifest(`kind: List\nitems:\n  - ${PROMETHEUS.trim().replaceAll('\n', '\n    ')}`),
  ).toMatchObject([{ open: [expect.stringContaining('in no ConfigMap')] }]);
});

const VALUES =
  'prometheus: { prometheusSpec: { enableOTLPReceiver: true, otlp: { promoteResourceAttributes: [service.name] } } }';

it.each([
  ['a file of values', VALUES, null],
  [
    'a HelmRelease',
    `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: { name: stack, namespace: monitoring }
spec:
  chart: { spec: { chart: kube-prometheus-stack } }
  values: { prometheus: { prometheusSpec: { image: { tag: v3.5.3 }, otlp: { promoteResourceAttributes: [service.name] } } } }
`,
    { major: 3, minor: 5, patch: 3 },
  ],
])('reads the Prometheus of kube-prometheus-stack in %s', (_, text, version) => {
  expect(backendsInManifest(text)).toMatchObject([
    {
      flavour: 'prometheus',
      version,
      receiver: 'on',
      settings: { promoteResourceAttributes: ['service.name'] },
    },
  ]);
});
