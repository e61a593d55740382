import { describe, expect, it } from 'vitest';
import { type Changes, deployed } from '../../../../test/support/deployed.ts';
import { networkServiceSelectsPods } from './service-selects-pods.ts';

const SERVICE = 'monitoring/service.yaml';
const PROMETHEUS = 'monitoring/prometheus.yaml';

const inService = (from: string, to: string): Changes => ({ [SERVICE]: (text) => text.replace(from, to) });

describe('network/service-selects-pods', () => {
  it('passes on deploy/, and shows the Service and the pod', async () => {
    const outcome = await networkServiceSelectsPods.runWith(deployed());
    expect(outcome.status).toBe('pass');
    expect(outcome.evidence.map(({ saw }) => saw)).toEqual([
      'selects app.kubernetes.io/name=prometheus,app.kubernetes.io/instance=k8s; ports 9090/TCP → web',
      'ports 9090/TCP (web)',
      'listens on 9090',
    ]);
  });

  it.each<[string, Changes, string, number]>([
    [
      'a port that the Service has not',
      inService('port: 9090', 'port: 80'),
      'has no port 9090/TCP; it has 80/TCP',
      11,
    ],
    [
      'a selector that matches no pod',
      inService('instance: k8s', 'instance: main'),
      'the selector of Service monitoring/prometheus-k8s matches no pod',
      8,
    ],
    [
      'a targetPort that no container has',
      inService('targetPort: web', 'targetPort: 9091'),
      'sends port 9090 to port 9091 of monitoring/prometheus-k8s-0, which listens on 9090',
      11,
    ],
    [
      'a targetPort by a name that no container has',
      inService('targetPort: web', 'targetPort: http'),
      'no pod of Service monitoring/prometheus-k8s has a TCP port named "http"',
      11,
    ],
    [
      'the right port under another protocol',
      inService('port: 9090', 'protocol: UDP\n      port: 9090'),
      'has no port 9090/TCP; it has 9090/UDP',
      11,
    ],
    [
      'a receiver that listens on localhost only',
      { [PROMETHEUS]: (text) => `${text}  listenLocal: true\n` },
      'has a TCP port named "web"',
      11,
    ],
  ])('fails on %s', async (_, changes, message, line) => {
    const outcome = await networkServiceSelectsPods.runWith(deployed(changes));
    expect(outcome).toMatchObject({
      status: 'fail',
      location: { line },
      fix: { kind: 'manual' },
    });
    expect(outcome.message).toContain(message);
  });

  it.each<[string, Changes]>([
    ['the Service is not among the manifests', { [SERVICE]: () => '' }],
    ['its pods are not among the manifests', { [PROMETHEUS]: () => '' }],
    [
      'its endpoints are made by hand',
      inService(
        '  selector:\n    app.kubernetes.io/name: prometheus\n    app.kubernetes.io/instance: k8s\n',
        '',
      ),
    ],
  ])('is unknown where %s', async (_, changes) => {
    expect((await networkServiceSelectsPods.runWith(deployed(changes))).status).toBe('unknown');
  });

  it('is unknown where a workload of a kind that is not read has the pods', async () => {
    const rollout = `apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata: { name: receiver, namespace: monitoring }
spec:
  template:
    metadata: { labels: { app: receiver, app.kubernetes.io/name: prometheus } }
    spec: { containers: [{ name: receiver, image: "receiver:1" }] }
`;
    const selector = inService('app.kubernetes.io/instance: k8s', 'app: receiver');
    const outcome = await networkServiceSelectsPods.runWith(
      deployed({ ...selector, 'rollout.yaml': () => rollout }),
    );
    expect(outcome).toMatchObject({
      status: 'unknown',
      message:
        'the selector of Service monitoring/prometheus-k8s matches no pod of the kinds that are read; Rollout receiver has a pod template, and its kind is not read',
    });
  });

  it('names the port of the pod where the Service is headless, and no targetPort to set', async () => {
    const outcome = await networkServiceSelectsPods.runWith(
      deployed({
        [SERVICE]: (text) =>
          text.replace('spec:', 'spec:\n  clusterIP: None').replace('port: 9090', 'port: 80'),
        'configmap-openclaw.yaml': (text) => text.replace('monitoring.svc:9090', 'monitoring.svc:80'),
      }),
    );
    expect(outcome.message).toBe(
      'Service monitoring/prometheus-k8s is headless and maps no ports: a push to port 80 reaches port 80 of monitoring/prometheus-k8s-0, which listens on 9090',
    );
    expect(outcome.fix?.text).toContain('name port 9090 in diagnostics.otel.endpoint');
  });

  it('passes where the endpoint names the port of the pod behind a headless Service', async () => {
    const headless = inService('spec:', 'spec:\n  clusterIP: None');
    const outcome = await networkServiceSelectsPods.runWith(
      deployed({ [SERVICE]: (text) => headless[SERVICE]!(text).replace('port: 9090', 'port: 80') }),
    );
    expect(outcome.status).toBe('pass');
  });

  it('is skipped on an endpoint outside the cluster', async () => {
    const changes = {
      'configmap-openclaw.yaml': (text: string) =>
        text.replace('prometheus-k8s.monitoring.svc', 'otlp.example.com'),
    };
    expect((await networkServiceSelectsPods.runWith(deployed(changes))).status).toBe('skip');
  });

  it('is skipped on a Service that is an alias of a name outside the cluster', async () => {
    const alias = deployed({
      [SERVICE]: (text) =>
        text.replace('spec:', 'spec:\n  type: ExternalName\n  externalName: otlp.example.com'),
    });
    expect((await networkServiceSelectsPods.runWith(alias)).status).toBe('skip');
  });
});
