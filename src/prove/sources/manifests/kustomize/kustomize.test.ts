import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readManifests } from '../read.ts';

const root = mkdtempSync(join(tmpdir(), 'throughline-kustomize-'));
afterAll(() => rmSync(root, { recursive: true }));

const folder = (files: Readonly<Record<string, string>>): string => {
  const path = mkdtempSync(join(root, 'case-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), text);
  }
  return path;
};

const BASE = {
  'base/kustomization.yaml': `resources: [gate.yaml, policies.yaml]
configMapGenerator: [{ name: conf, files: [openclaw.json], literals: [A=1] }]
secretGenerator: [{ name: tok, literals: [token=abc] }]
commonLabels: { team: x }
`,
  'base/openclaw.json': '{ "diagnostics": { "otel": {} } }',
  'base/gate.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: { name: gate }
spec:
  selector: { matchLabels: { app: gate } }
  template:
    metadata: { labels: { app: gate } }
    spec:
      containers:
        - { name: gateway, image: "reg.example:5000/team/gate:1", args: [a], env: [{ name: X, value: "1" }, { name: T, valueFrom: { secretKeyRef: { name: tok, key: token } } }] }
        - { name: side, image: busybox }
      volumes: [{ name: c, configMap: { name: conf } }]
`,
  'base/policies.yaml': `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: gate }
spec: { podSelector: { matchLabels: { app: gate } }, policyTypes: [Egress], egress: [{ to: [{ podSelector: {} }] }] }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: closed }
spec: { podSelector: {}, policyTypes: [Ingress] }
`,
};

const OVERLAY = `namespace: agents
namePrefix: prod-
resources: [../../base]
components: [../../component]
images: [{ name: reg.example:5000/team/gate, newName: other/gate, newTag: "2" }]
replicas: [{ name: gate, count: 3 }]
labels: [{ pairs: { env: prod }, includeSelectors: true }]
configMapGenerator: [{ name: conf, behavior: merge, literals: [C=3] }]
patches:
  - path: merge.yaml
  - target: { kind: NetworkPolicy, name: cl.* }
    patch: |
      $patch: delete
      kind: NetworkPolicy
      metadata: { name: any }
`;

const MERGE = `apiVersion: apps/v1
kind: Deployment
metadata: { name: gate }
spec:
  template:
    spec:
      containers:
        - { name: gateway, env: [{ name: Y, value: "2" }] }
        - { name: side, $patch: delete }
`;

const COMPONENT = `apiVersion: kustomize.config.k8s.io/v1alpha1
kind: Component
patches:
  - target: { kind: Deployment }
    patch: |
      - { op: replace, path: /spec/template/spec/containers/0/args/0, value: b }
      - { op: remove, path: /spec/template/spec/containers/0/env/0 }
`;

const overlay = {
  ...BASE,
  'overlays/prod/kustomization.yaml': OVERLAY,
  'overlays/prod/merge.yaml': MERGE,
  'component/kustomization.yaml': COMPONENT,
};

// The expectations are the output of kustomize 5.8.0, without the hashes in names and the values of the Secret.
describe('readManifests of kustomizations', () => {
  it('applies an overlay and its base as kustomize does, from the overlay alone or from the whole tree', () => {
    const path = folder(overlay);
    for (const given of [join(path, 'overlays/prod'), path]) {
      const { objects, notApplied } = readManifests([given]);
      expect(notApplied).toEqual([]);
      expect(objects.map(({ kind, namespace, name }) => `${kind} ${namespace}/${name}`).toSorted()).toEqual([
        'ConfigMap agents/prod-conf',
        'Deployment agents/prod-gate',
        'NetworkPolicy agents/prod-gate',
        'Secret agents/prod-tok',
      ]);
      const contentOf = (kind: string) => objects.find((each) => each.kind === kind)?.content;
      expect(contentOf('ConfigMap')).toMatchObject({
        data: { A: '1', C: '3', 'openclaw.json': BASE['base/openclaw.json'] },
      });
      expect(contentOf('NetworkPolicy')).toMatchObject({
        spec: {
          podSelector: { matchLabels: { app: 'gate', team: 'x', env: 'prod' } },
          egress: [{ to: [{ podSelector: {} }] }],
        },
      });
      expect(contentOf('Deployment')).toMatchObject({
        spec: {
          replicas: 3,
          selector: { matchLabels: { app: 'gate', team: 'x', env: 'prod' } },
          template: {
            metadata: { labels: { app: 'gate', team: 'x', env: 'prod' } },
            spec: {
              containers: [
                {
                  name: 'gateway',
                  image: 'other/gate:2',
                  args: ['b'],
                  env: [
                    { name: 'Y', value: '2' },
                    { name: 'T', valueFrom: { secretKeyRef: { name: 'prod-tok', key: 'token' } } },
                  ],
                },
              ],
              volumes: [{ name: 'c', configMap: { name: 'prod-conf' } }],
            },
          },
        },
      });
    }
  });

  it('asks which overlay is meant where several build on the same files', () => {
    const path = folder({ ...overlay, 'overlays/dev/kustomization.yaml': 'resources: [../../base]\n' });
    expect(() => readManifests([path])).toThrow(/overlays\/dev and .*overlays\/prod build on the same files/);
    expect(readManifests([join(path, 'overlays/dev')]).objects).toHaveLength(5);
  });

  it.each([
    ['resources: [https://example.com/base?ref=1]', 'resources: https://example.com/base?ref=1'],
    ['resources: [github.com/team/base//deploy]', 'resources: github.com/team/base//deploy'],
    ['resources: [../missing.yaml]', 'resources: ../missing.yaml'],
    ['resources: [../base]\nhelmCharts: [{ name: x }]', 'helmCharts'],
    ['resources: [../base]\nreplacements: [{ path: a }]', 'replacements'],
    [
      'resources: [../base]\npatches: [{ patch: "kind: Deployment\\nmetadata: { name: other }" }]',
      'patches (no object is a Deployment other)',
    ],
  ])('names what it does not apply of %s', (text, what) => {
    const path = folder({ ...BASE, 'overlay/kustomization.yaml': text });
    expect(readManifests([join(path, 'overlay')]).notApplied.map((each) => each.what)).toEqual([what]);
  });

  it('does not take a Kustomization of Flux for one', () => {
    const flux =
      'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: { name: a }\nspec: { path: ./x }\n';
    const { objects, notApplied } = readManifests([folder({ 'kustomization.yaml': flux })]);
    expect([objects.map(({ kind }) => kind), notApplied]).toEqual([['Kustomization'], []]);
  });
});
