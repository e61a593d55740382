import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readManifests } from '../manifests/read.ts';
import { readObjects } from '../manifests/documents.ts';
import { afterSync } from './after-sync.ts';

const LIVE = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: openclaw, namespace: openclaw }
spec: { template: { metadata: { labels: { version: old } }, spec: { containers: [{ name: a }] } } }
---
apiVersion: v1
kind: Pod
metadata:
  name: openclaw-5d9-x
  namespace: openclaw
  labels: { version: old, pod-template-hash: 5d9 }
  ownerReferences: [{ kind: ReplicaSet, name: openclaw-5d9, controller: true }]
spec: { containers: [{ name: a }] }
---
apiVersion: v1
kind: Pod
metadata: { name: other, namespace: openclaw }
spec: { containers: [{ name: a }] }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: egress, namespace: openclaw }
spec: { podSelector: {}, policyTypes: [Egress] }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: kept, namespace: openclaw }
spec: { podSelector: {}, policyTypes: [Egress] }
`;
const WRITTEN = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: openclaw, namespace: openclaw }
spec: { template: { metadata: { labels: { version: new } }, spec: { containers: [{ name: a }] } } }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: egress, namespace: openclaw }
spec: { podSelector: { matchLabels: { version: new } }, policyTypes: [Egress] }
`;

it('holds what is written over what is live, without the pods of a workload that is replaced', () => {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-after-'));
  try {
    writeFileSync(join(folder, 'all.yaml'), WRITTEN);
    const { objects } = readObjects('live', LIVE);
    const live = { name: 'lab', objects, listed: [], gaps: [] };
    const { workloads, running, cluster } = afterSync(live, readManifests([folder]));
    const versions = workloads.map(({ object, pod }) => [object.name, pod.labels['version']]);
    expect(versions).toEqual([
      ['other', undefined],
      ['openclaw', 'new'],
    ]);
    expect(running.map(({ object }) => object.name)).toEqual(['other', 'openclaw']);
    expect(cluster.policies.map(({ name }) => name)).toEqual(['kept', 'egress']);
    expect(cluster.policies[1]?.spec.podSelector?.matchLabels).toEqual({ version: 'new' });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

describe('the pods of a PodTemplate', () => {
  const LABELS = 'labels: { version: new }';
  const desired = readObjects(
    'cluster lab, PodTemplate openclaw/openclaw',
    `
apiVersion: apps/v1
kind: Deployment
metadata: { name: openclaw, namespace: openclaw }
spec: { template: { metadata: { ${LABELS} }, spec: { containers: [{ name: a }] } } }
`,
  ).objects.map((object) => ({ ...object, live: true, ofPodTemplate: true }));
  const workload = (kind: string) => `
apiVersion: apps/v1
kind: ${kind}
metadata: { name: openclaw, namespace: openclaw }
spec: { template: { metadata: { labels: { version: old } }, spec: { containers: [{ name: a }] } } }
---
`;
  const pod = (kind: string, namespace = 'openclaw') => `
apiVersion: v1
kind: Pod
metadata:
  name: openclaw-0
  namespace: ${namespace}
  labels: { version: old }
  ownerReferences: [{ kind: ${kind}, name: openclaw, controller: true }]
spec: { containers: [{ name: a }] }
`;
  const sync = (live: string) =>
    afterSync(
      { name: 'lab', objects: readObjects('live', live).objects, listed: [], gaps: [] },
      undefined,
      desired,
    );

  it.each([
    ['Deployment', 'Deployment', workload('Deployment') + pod('Deployment')],
    ['StatefulSet', 'StatefulSet', workload('StatefulSet') + pod('StatefulSet')],
    // DaemonSets are not read from a cluster, and their pods are.
    ['DaemonSet', 'Deployment', pod('DaemonSet')],
    ['Pod', 'Deployment', pod('Node').replace('name: openclaw-0', 'name: openclaw')],
    ['workload at all', 'Deployment', ''],
  ])('replace a live %s of its name, with its pods: %s', (_, kind, live) => {
    const { workloads, running } = sync(live);
    expect(
      workloads.map(({ object, pod: { labels } }) => [object.kind, object.name, labels['version']]),
    ).toEqual([[kind, 'openclaw', 'new']]);
    expect(running).toEqual(workloads);
  });

  it('leave the workload of another namespace, and what a Service of their name owns', () => {
    const slice = `
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: openclaw-x
  namespace: openclaw
  ownerReferences: [{ kind: Service, name: openclaw, controller: true }]
addressType: IPv4
endpoints: []
`;
    const { objects } = sync(
      workload('StatefulSet').replaceAll('namespace: openclaw', 'namespace: b') +
        pod('StatefulSet', 'b') +
        slice,
    );
    const kinds = objects.map((object) => `${object.kind} ${object.namespace}`);
    expect(kinds).toEqual(['StatefulSet b', 'Pod b', 'EndpointSlice openclaw', 'Deployment openclaw']);
  });
});
