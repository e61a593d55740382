import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type ManifestSet, readConfigFile, readManifests } from '../../sources/index.ts';
import type { BackendView } from '../../views/backend.ts';
import { receiverOneReplica } from './one-replica.ts';

const CONFIG = `{ "diagnostics": { "enabled": true, "otel": { "enabled": true, "metrics": true,
  "endpoint": "http://prometheus-k8s.monitoring.svc:9090/api/v1/otlp" } } }`;

const SERVICE = `
---
apiVersion: v1
kind: Service
metadata: { name: prometheus-k8s, namespace: monitoring }
spec:
  selector: { app.kubernetes.io/name: prometheus }
  ports: [{ name: web, port: 9090, targetPort: web }]
`;

const operated = (more: string): string => `
apiVersion: monitoring.coreos.com/v1
kind: Prometheus
metadata: { name: k8s, namespace: monitoring }
spec: { version: v3.5.0, enableOTLPReceiver: true${more} }
`;

const pod = (index: number): string => `
---
apiVersion: v1
kind: Pod
metadata:
  name: prometheus-k8s-${index}
  namespace: monitoring
  labels: { app.kubernetes.io/name: prometheus, operator.prometheus.io/name: k8s }
  ownerReferences: [{ apiVersion: apps/v1, kind: StatefulSet, name: prometheus-k8s, uid: a, controller: true }]
spec:
  containers:
    - name: prometheus
      image: quay.io/prometheus/prometheus:v3.5.0
      args: [--web.enable-otlp-receiver]
      ports: [{ name: web, containerPort: 9090 }]
`;

const STATEFUL_SET = `
---
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: prometheus-k8s
  namespace: monitoring
  ownerReferences: [{ apiVersion: monitoring.coreos.com/v1, kind: Prometheus, name: k8s, uid: b, controller: true }]
spec:
  replicas: 2
  template:
    metadata: { labels: { app.kubernetes.io/name: prometheus, operator.prometheus.io/name: k8s } }
    spec: { containers: [{ name: prometheus, image: 'quay.io/prometheus/prometheus:v3.5.0' }] }
`;

const VICTORIA_METRICS = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: vm, namespace: monitoring }
spec:
  replicas: 2
  template:
    metadata: { labels: { app.kubernetes.io/name: prometheus } }
    spec:
      containers:
        - { name: vm, image: 'victoriametrics/victoria-metrics:v1.140.0', ports: [{ name: web, containerPort: 9090 }] }
`;

const run = (text: string, replicas: readonly BackendView[] = []) => {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-one-replica-'));
  try {
    writeFileSync(join(folder, 'monitoring.yaml'), text + SERVICE);
    writeFileSync(join(folder, 'openclaw.json'), CONFIG);
    const manifests: ManifestSet = readManifests([folder]);
    return receiverOneReplica.runWith({
      manifests,
      config: readConfigFile(join(folder, 'openclaw.json')),
      replicas,
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
};

describe('receiver/one-replica', () => {
  it.each([
    ['a Prometheus object has two replicas', operated(', replicas: 2')],
    ['two pods of its StatefulSet run', `${operated(', replicas: 2')}${STATEFUL_SET}${pod(0)}${pod(1)}`],
  ])('warns where %s', async (_, text) => {
    expect(await run(text)).toMatchObject({
      status: 'warn',
      message: expect.stringMatching(/^each push reaches one of 2 replicas: /),
    });
  });

  it('names the line of the replicas', async () => {
    expect(await run(operated(',\n  replicas: 2'))).toMatchObject({ location: { line: 6 } });
  });

  it.each([
    ['has no number of replicas', operated('')],
    ['has one pod, which its StatefulSet owns', `${operated('')}${STATEFUL_SET}${pod(0)}`],
  ])('passes where the Prometheus object %s', async (_, text) => {
    expect((await run(text)).status).toBe('pass');
  });

  it.each([
    ['a Thanos sidecar', ', replicas: 2, thanos: {}'],
    ['writes to another store', ', replicas: 2, remoteWrite: [{ url: http://store/write }]'],
  ])('leaves open what merges them: %s', async (what, more) => {
    const outcome = await run(operated(more));
    expect(outcome).toMatchObject({ status: 'skip', message: expect.stringContaining(what) });
  });

  it('leaves replicas that were given to the check that compares their data', async () => {
    expect(await run(operated(', replicas: 2'), [{} as BackendView])).toMatchObject({ status: 'skip' });
  });

  it('judges no backend of another kind, which may be one store by design', async () => {
    expect(await run(VICTORIA_METRICS)).toMatchObject({ status: 'unknown' });
  });
});
