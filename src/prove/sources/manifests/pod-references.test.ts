import { expect, it } from 'vitest';
import { readObjects } from './documents.ts';
import { podReferences } from './pod-references.ts';
import { workloadOf } from './workloads.ts';

const POD = `
apiVersion: v1
kind: Pod
metadata: { name: a, namespace: b }
spec:
  initContainers:
    - name: first
      env: [{ name: SEED, valueFrom: { secretKeyRef: { name: one, key: seed } } }]
  containers:
    - name: main
      env:
        - { name: PLAIN, value: x }
        - { name: TOKEN, valueFrom: { secretKeyRef: { name: one, key: token } } }
        - { name: MAYBE, valueFrom: { secretKeyRef: { name: one, key: maybe, optional: true } } }
        - { name: LEVEL, valueFrom: { configMapKeyRef: { name: two, key: level } } }
        - { name: NODE, valueFrom: { fieldRef: { fieldPath: spec.nodeName } } }
      envFrom:
        - { secretRef: { name: three } }
        - { configMapRef: { name: four, optional: true } }
  volumes:
    - { name: whole, secret: { secretName: five } }
    - { name: part, configMap: { name: six, items: [{ key: a, path: a }, { key: b, path: b }] } }
    - { name: none, secret: { secretName: seven, optional: true } }
    - name: mixed
      projected:
        sources:
          - { secret: { name: eight, items: [{ key: tls.crt, path: c }] } }
          - { configMap: { name: nine } }
          - { configMap: { name: kube-root-ca.crt, items: [{ key: ca.crt, path: ca.crt }] } }
          - { serviceAccountToken: { path: token } }
    - { name: empty, emptyDir: {} }
`;

it('lists what containers and volumes take, with the keys, without what is optional or in every namespace', () => {
  const [object] = readObjects('pod.yaml', POD).objects;
  const workload = workloadOf(object!, 'b');
  const lines = podReferences(workload!).map(
    ({ by, kind, name, key = '*' }) => `${by}: ${kind} ${name} ${key}`,
  );
  expect(lines).toEqual([
    'variable SEED: Secret one seed',
    'variable TOKEN: Secret one token',
    'variable LEVEL: ConfigMap two level',
    'envFrom of the container main: Secret three *',
    'volume whole: Secret five *',
    'volume part: ConfigMap six a',
    'volume part: ConfigMap six b',
    'volume mixed: Secret eight tls.crt',
    'volume mixed: ConfigMap nine *',
  ]);
});
