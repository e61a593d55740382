import { describe, expect, it } from 'vitest';
import { type Changes, type Deployed, deployed } from '../../../../test/support/deployed.ts';
import { networkReceiverProtocol } from './receiver-protocol.ts';
import { networkServiceSelectsPods } from './service-selects-pods.ts';

const collector = (protocols: string, targetPort: number, containers = ''): Changes => ({
  'monitoring/prometheus.yaml': () => `apiVersion: apps/v1
kind: Deployment
metadata: { name: relay, namespace: monitoring }
spec:
  template:
    metadata: { labels: { app.kubernetes.io/name: prometheus, app.kubernetes.io/instance: k8s } }
    spec:
      containers:
        - { name: relay, image: team/relay:1, ports: [{ containerPort: 4318 }] }
${containers}
      volumes: [{ name: config, configMap: { name: relay } }]
---
apiVersion: v1
kind: ConfigMap
metadata: { name: relay, namespace: monitoring }
data:
  relay.yaml: |
    receivers: { otlp: { protocols: { ${protocols} } } }
    exporters: { debug: {} }
    service: { pipelines: { metrics: { receivers: [otlp], exporters: [debug] } } }
`,
  'monitoring/service.yaml': (text) => text.replace('targetPort: web', `targetPort: ${targetPort}`),
});

const tls: Changes = {
  'monitoring/prometheus.yaml': (text) =>
    text.replace(
      '  enableOTLPReceiver: true',
      '  enableOTLPReceiver: true\n  web: { tlsConfig: { minVersion: TLS12 } }',
    ),
};

const https: Changes = {
  'configmap-openclaw.yaml': (text) => text.replace('http://prometheus-k8s', 'https://prometheus-k8s'),
};

const statusOf = async (check: typeof networkReceiverProtocol, given: Deployed) => {
  const { status, message, modes } = await check.runWith(given);
  return { status, message, modes };
};

describe('network/service-selects-pods by what the receiver listens on', () => {
  it('fails where the collector listens on another port than the Service leads to', async () => {
    const given = deployed(collector('http: { endpoint: "0.0.0.0:4319" }', 4318));
    expect(await statusOf(networkServiceSelectsPods, given)).toMatchObject({
      status: 'fail',
      message: expect.stringContaining('which listens on 4319'),
    });
  });

  it('passes on a port that the collector listens on and no container declares', async () => {
    const given = deployed(collector('http: { endpoint: "0.0.0.0:4319" }', 4319));
    expect((await statusOf(networkServiceSelectsPods, given)).status).toBe('pass');
  });

  it.each([
    ['the port is a variable', collector('http: { endpoint: "0.0.0.0:${env:PORT}" }', 4319)],
    [
      'another container may listen',
      collector('http: { endpoint: "0.0.0.0:4318" }', 4319, '        - { name: proxy, image: team/proxy:1 }'),
    ],
  ])('does not judge a port that no container declares where %s', async (_, changes) => {
    expect((await statusOf(networkServiceSelectsPods, deployed(changes))).status).toBe('unknown');
  });
});

describe('network/receiver-protocol', () => {
  it.each<[string, Changes, number]>([
    ['HTTP goes to a gRPC port', collector('grpc: { endpoint: "0.0.0.0:4317" }', 4317), 32],
    ['HTTP goes to a Prometheus with TLS', tls, 31],
    ['HTTPS goes to a Prometheus without TLS', https, 31],
    [
      'HTTP goes to a collector with TLS',
      collector('http: { endpoint: "0.0.0.0:4318", tls: { cert_file: /a } }', 4318),
      31,
    ],
  ])('fails where %s', async (_, changes, mode) => {
    expect(await statusOf(networkReceiverProtocol, deployed(changes))).toMatchObject({
      status: 'fail',
      modes: [mode],
    });
  });

  it.each<[string, Changes]>([
    ['HTTP goes to a Prometheus without TLS', {}],
    ['HTTPS goes to a Prometheus with TLS', { ...tls, ...https }],
  ])('passes where %s', async (_, changes) => {
    expect((await statusOf(networkReceiverProtocol, deployed(changes))).status).toBe('pass');
  });
});

const webConfig = (text: string): Changes => ({
  'monitoring/prometheus.yaml': () => `apiVersion: apps/v1
kind: Deployment
metadata: { name: metrics, namespace: monitoring }
spec:
  template:
    metadata: { labels: { app.kubernetes.io/name: prometheus, app.kubernetes.io/instance: k8s } }
    spec:
      containers:
        - name: prometheus
          image: prom/prometheus:v3.5.3
          args: [--web.enable-otlp-receiver, --web.config.file=/etc/web/web.yml]
          ports: [{ name: web, containerPort: 9090 }]
      volumes: [{ name: web, configMap: { name: web } }]
---
apiVersion: v1
kind: ConfigMap
metadata: { name: web, namespace: monitoring }
data: ${text}
`,
});
const TLS_FILE = '{ web.yml: "tls_server_config: { cert_file: a.crt, key_file: a.key }" }';

describe('network/receiver-protocol by the file of --web.config.file', () => {
  it.each<[string, string, Changes, string]>([
    ['fails on http where it sets TLS', TLS_FILE, {}, 'fail'],
    ['passes on https where it sets TLS', TLS_FILE, https, 'pass'],
    ['passes on http where it sets users alone', '{ web.yml: "basic_auth_users: { a: b }" }', {}, 'pass'],
    ['is unknown where no ConfigMap holds it', '{ other.yml: "a: b" }', {}, 'unknown'],
  ])('%s', async (_, text, more, status) => {
    const given = deployed({ ...webConfig(text), ...more });
    expect((await statusOf(networkReceiverProtocol, given)).status).toBe(status);
  });
});
