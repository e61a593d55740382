import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ManifestSet, readManifests } from './read.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'throughline-manifests-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function read(files: Readonly<Record<string, string>>): ManifestSet {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return readManifests([folder]);
}

const DEPLOYMENT = `# The gateway.
apiVersion: apps/v1
kind: Deployment
metadata:
  name: openclaw
  namespace: openclaw
spec:
  template:
    metadata:
      labels: { app: openclaw }
    spec:
      initContainers:
        - name: sync
          restartPolicy: Always
          ports: [{ name: status, containerPort: 8081 }]
        - name: copy
          ports: [{ containerPort: 1 }]
      containers:
        - name: gateway
          env:
            - { name: NODE_ENV, value: production }
            - name: POD_NAME
              valueFrom: { fieldRef: { fieldPath: metadata.name } }
          ports:
            - { name: http, containerPort: 18789 }
            - { name: dns, containerPort: 53, protocol: UDP }
      volumes:
        - name: config
          configMap: { name: openclaw-config }
        - name: more
          projected:
            sources: [{ configMap: { name: more-config } }, { secret: { name: s } }]
`;

describe('readManifests', () => {
  it('creates a pod for a workload, with its ports, environment and mounted ConfigMaps', () => {
    const { workloads, cluster } = read({ 'a/deployment.yaml': DEPLOYMENT });
    expect(cluster.pods).toEqual([
      {
        namespace: 'openclaw',
        name: 'openclaw',
        labels: { app: 'openclaw' },
        addresses: [],
        ports: [
          { name: 'http', port: 18789, protocol: 'TCP' },
          { name: 'dns', port: 53, protocol: 'UDP' },
          { name: 'status', port: 8081, protocol: 'TCP' },
        ],
      },
    ]);
    expect(workloads[0]).toMatchObject({
      configMaps: ['openclaw-config', 'more-config'],
      env: { NODE_ENV: 'production' },
      object: { kind: 'Deployment', line: 2 },
    });
  });

  it('creates no pod for a workload without replicas', () => {
    expect(read({ 'a.yaml': DEPLOYMENT.replace('spec:', 'spec:\n  replicas: 0') }).cluster.pods).toEqual([]);
  });

  it('reads documents, lists and JSON, and keeps the line of each object and value', () => {
    const set = read({
      'list.yml': `apiVersion: v1
kind: List
items:
  - apiVersion: v1
    kind: Namespace
    metadata: { name: openclaw, labels: { team: agents } }
  - apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: { name: out, namespace: openclaw }
    spec:
      egress:
        - ports:
            - port: 9090
---
apiVersion: v1
kind: NamespaceList
items: [{ metadata: { name: monitoring } }]
`,
      'service.json': `{
\t"apiVersion": "v1", "kind": "Service",
\t"metadata": { "name": "web", "namespace": "monitoring" },
\t"spec": { "clusterIP": "None", "ports": [{ "port": 80 }] }
}`,
    });
    expect(set.problems).toEqual([]);
    expect(set.cluster.namespaces.map(({ name }) => name)).toEqual(['openclaw', 'monitoring']);
    const policy = set.find('networking.k8s.io/NetworkPolicy', { namespace: 'openclaw', name: 'out' });
    expect(policy?.line).toBe(7);
    expect(policy?.lineOf(['spec', 'egress', 0, 'ports', 0, 'port'])).toBe(13);
    expect(policy?.lineOf(['spec', 'egress', 0, 'to'])).toBe(12);
    expect(set.cluster.services[0]).toMatchObject({
      headless: true,
      clusterIPs: [],
      ports: [{ port: 80, targetPort: 80, protocol: 'TCP' }],
    });
  });

  it('reports a file that does not parse with its line, and reads the others', () => {
    const set = read({
      'bad.yaml': 'apiVersion: v1\nkind: Service\nmetadata: {\n',
      'chart/templates/x.yaml': '{{- if .Values.on }}\na: {{ .Values.name }}\n{{- end }}\n',
      'good.yaml': 'apiVersion: v1\nkind: Namespace\nmetadata: { name: n }\n',
    });
    expect(set.problems.map(({ file }) => file)).toEqual([
      join(folder, 'bad.yaml'),
      join(folder, 'chart/templates/x.yaml'),
    ]);
    expect(set.problems[0]?.line).toBeGreaterThanOrEqual(3);
    expect(set.cluster.namespaces).toHaveLength(1);
  });

  it('reports a value of the wrong type with its line', () => {
    const { problems } = read({
      'a.yaml': `apiVersion: v1
kind: Service
metadata: { name: web }
spec:
  selector:
    app: web
    version: 2
`,
    });
    expect(problems).toEqual([
      { file: join(folder, 'a.yaml'), line: 7, message: expect.stringContaining('spec.selector.version') },
    ]);
  });

  it('ignores other documents, hidden folders and other files', () => {
    const set = read({
      'values.yaml': 'replicas: 3\n',
      'empty.yaml': '---\n# nothing\n',
      '.git/x.yaml': 'a: [',
      'README.md': '# x',
    });
    expect(set.objects).toEqual([]);
    expect(set.problems).toEqual([]);
  });

  it('adds the pods and the Service that the Prometheus Operator creates', () => {
    const { cluster } = read({
      'prometheus.yaml': `apiVersion: monitoring.coreos.com/v1
kind: Prometheus
metadata: { name: k8s, namespace: monitoring }
spec:
  enableOTLPReceiver: true
  podMetadata: { labels: { team: platform } }
`,
    });
    expect(cluster.pods[0]).toMatchObject({
      namespace: 'monitoring',
      labels: {
        'app.kubernetes.io/name': 'prometheus',
        'app.kubernetes.io/instance': 'k8s',
        'operator.prometheus.io/name': 'k8s',
        prometheus: 'k8s',
        team: 'platform',
      },
      ports: [{ name: 'web', port: 9090, protocol: 'TCP' }],
    });
    expect(cluster.services).toMatchObject([{ name: 'prometheus-operated', headless: true }]);
  });

  it('takes the namespace from a kustomization in the same folder, else default', () => {
    const namespaced = 'apiVersion: v1\nkind: Service\nmetadata: { name: NAME }\nspec: {}\n';
    const { cluster } = read({
      'a/kustomization.yaml': 'namespace: openclaw\nresources: [s.yaml]\n',
      'a/s.yaml': namespaced.replace('NAME', 'one'),
      'b/s.yaml': namespaced.replace('NAME', 'two'),
    });
    expect(cluster.services.map(({ namespace, name }) => `${namespace}/${name}`).toSorted()).toEqual([
      'default/two',
      'openclaw/one',
    ]);
  });

  it('reads merge keys, and rejects aliases that expand without end', () => {
    const bomb = [
      'x0: &x0 [y]',
      ...Array.from({ length: 9 }, (_, i) => `x${i + 1}: &x${i + 1} [${`*x${i}, `.repeat(9)}]`),
    ];
    const set = read({
      'a.yaml':
        'apiVersion: v1\nkind: Namespace\nbase: &base { team: x }\nmetadata: { name: n, labels: { <<: *base } }\n',
      'b.yaml': bomb.join('\n'),
    });
    expect(set.cluster.namespaces).toEqual([{ name: 'n', labels: { team: 'x' } }]);
    expect(set.problems).toHaveLength(1);
  });

  it('throws where a named path does not exist', () => {
    expect(() => readManifests([join(folder, 'nothing')])).toThrow(
      /cannot read .*nothing: there is no such file or folder/,
    );
  });

  it('uses the running pods of a Deployment, where both are known', () => {
    const pod = (name: string, phase: string) => `---
apiVersion: v1
kind: Pod
metadata:
  name: ${name}
  namespace: openclaw
  labels: { app: openclaw, pod-template-hash: abc }
  ownerReferences: [{ apiVersion: apps/v1, kind: ReplicaSet, name: openclaw-abc, controller: true }]
spec: { containers: [{ name: gateway }] }
status: { phase: ${phase}, podIP: 10.0.0.7 }
`;
    const text = DEPLOYMENT + pod('openclaw-abc-1', 'Running') + pod('openclaw-abc-0', 'Succeeded');
    const { cluster, workloads } = read({ 'all.yaml': text });
    expect(cluster.pods.map(({ name, addresses }) => [name, addresses])).toEqual([
      ['openclaw-abc-1', ['10.0.0.7']],
    ]);
    expect(workloads.map(({ object }) => object.kind)).toEqual(['Deployment']);
  });
});
