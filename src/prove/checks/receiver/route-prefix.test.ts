import { describe, expect, it } from 'vitest';
import { type Changes, deployed } from '../../../../test/support/deployed.ts';
import { receiverRoutePrefix } from './route-prefix.ts';

const operated = (lines: string): Changes => ({
  'monitoring/prometheus.yaml': (text) => `${text}  ${lines}\n`,
});

const byHand = (...args: readonly string[]): Changes => ({
  'monitoring/prometheus.yaml': () => `apiVersion: apps/v1
kind: StatefulSet
metadata: { name: prometheus, namespace: monitoring }
spec:
  template:
    metadata: { labels: { app.kubernetes.io/name: prometheus, app.kubernetes.io/instance: k8s } }
    spec:
      containers:
        - { name: prometheus, args: ${JSON.stringify(args)}, ports: [{ name: web, containerPort: 9090 }] }
`,
});

const endpoint = (path: string): Changes => ({
  'configmap-openclaw.yaml': (text) => text.replace(':9090/api', `:9090${path}/api`),
});

describe('receiver/route-prefix', () => {
  it.each<[string, Changes]>([
    ['no prefix', {}],
    ['the root', operated('routePrefix: /')],
    [
      'an external URL whose path is not the prefix',
      operated('externalUrl: http://x/prom\n  routePrefix: /'),
    ],
    ['an external URL of the operator', operated('externalUrl: https://example.com/prom/')],
    ['a prefix that the endpoint has', { ...operated('routePrefix: /prom'), ...endpoint('/prom') }],
  ])('passes on %s', async (_, changes) => {
    expect((await receiverRoutePrefix.runWith(deployed(changes))).status).toBe('pass');
  });

  it('is unknown where a shell starts the receiver, because its flags are in a script', async () => {
    const changes = byHand('sh', '-c', 'exec prometheus --web.route-prefix=/prom');
    expect(await receiverRoutePrefix.runWith(deployed(changes))).toMatchObject({
      status: 'unknown',
      message: 'StatefulSet prometheus starts the receiver in a shell, which hides its flags',
    });
  });

  it.each<[string, Changes]>([
    ['of the operator', operated('routePrefix: /prom')],
    ['of an external URL', byHand('--web.external-url=https://example.com/prom/')],
    ['of a flag', byHand('--web.route-prefix=/prom')],
  ])('fails on a prefix %s that the endpoint lacks, and writes it as a diff', async (_, changes) => {
    const outcome = await receiverRoutePrefix.runWith(deployed(changes));
    expect(outcome).toMatchObject({ status: 'fail', fix: { kind: 'patch' } });
    expect(outcome.fix?.diff).toContain('prometheus-k8s.monitoring.svc:9090/prom/api/v1/otlp"');
  });

  it.each([
    ['the same labels', '{ app.kubernetes.io/name: prometheus, prometheus: k8s }'],
    ['no labels', '{}'],
  ])('ignores the prefix of a workload in another namespace that has %s', async (_, labels) => {
    const elsewhere: Changes = {
      'staging.yaml': () => `apiVersion: apps/v1
kind: StatefulSet
metadata: { name: prometheus, namespace: staging }
spec:
  template:
    metadata: { labels: ${labels} }
    spec:
      containers: [{ name: prometheus, args: [--web.route-prefix=/staging] }]
`,
    };
    expect(await receiverRoutePrefix.runWith(deployed(elsewhere))).toMatchObject({
      status: 'pass',
      message: 'the receiver has no route prefix',
    });
    const outcome = await receiverRoutePrefix.runWith(
      deployed({ ...elsewhere, 'monitoring/prometheus.yaml': () => '' }),
    );
    expect(outcome.status).toBe('unknown');
  });

  it('is unknown where the receiver is not among the manifests', async () => {
    const outcome = await receiverRoutePrefix.runWith(deployed({ 'monitoring/prometheus.yaml': () => '' }));
    expect(outcome.status).toBe('unknown');
  });
});
