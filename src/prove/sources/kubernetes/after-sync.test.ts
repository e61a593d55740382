import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
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
