import { execFileSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { evaluate } from '../../src/prove/network/index.ts';
import { readManifests } from '../../src/prove/sources/index.ts';
import { readReport } from '../../src/shared/protocol/report.ts';
import { throughline } from '../harness/throughline.ts';
import { describeWithPrograms } from '../harness/with-server.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const LABELS = ['name', 'instance', 'component', 'part-of', 'version', 'managed-by'].map(
  (label) => `app.kubernetes.io/${label}`,
);
const GUIDE = await readFile(join(ROOT, 'docs/guide/kubernetes.md'), 'utf8');
const YAML = [...GUIDE.matchAll(/^```yaml\n([\s\S]*?)^```/gm)].map(([, text = '']) => text);
const DIGEST = `sha256:${'5e'.repeat(32)}`;

interface Shipped {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> };
  readonly spec?: unknown;
}

interface Workload {
  readonly selector: { readonly matchLabels: Readonly<Record<string, string>> };
  readonly template: {
    readonly metadata: { readonly labels: Readonly<Record<string, string>> };
    readonly spec: {
      readonly automountServiceAccountToken?: boolean;
      readonly serviceAccountName?: string;
      readonly containers: readonly Container[];
      readonly initContainers?: readonly Container[];
    };
  };
}

interface Container {
  readonly name: string;
  readonly image: string;
  readonly args?: readonly string[];
  readonly env?: readonly { readonly valueFrom?: { readonly secretKeyRef?: SecretKey } }[];
  readonly resources: Readonly<Record<'requests' | 'limits', Readonly<Record<string, string>>>>;
}

interface SecretKey {
  readonly name: string;
  readonly key: string;
}

const parsed = (text: string): Shipped[] =>
  parseAllDocuments(text).map((document) => document.toJS() as Shipped);

const workloads = (objects: readonly Shipped[]): Workload[] =>
  objects.filter(({ kind }) => kind === 'Deployment').map(({ spec }) => spec as Workload);

const containersOf = ({ template: { spec } }: Workload): Container[] => [
  ...(spec.initContainers ?? []),
  ...spec.containers,
];

await describeWithPrograms(['kustomize'], 'deploy/ as kustomize builds it', ([kustomize]) => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'throughline-kustomize-'));
    await cp(join(ROOT, 'deploy'), join(folder, 'deploy'), { recursive: true });
  });
  afterAll(() => rm(folder, { recursive: true }));

  const build = (path: string): string =>
    execFileSync(kustomize!.path, ['build', join(folder, path)], { encoding: 'utf8', stdio: 'pipe' });

  /** Builds an overlay of these components over the base. */
  async function buildWith(name: string, ...lines: readonly string[]): Promise<string> {
    const overlay = join(folder, 'deploy/overlays', name);
    await cp(join(folder, 'deploy/overlays/example'), overlay, { recursive: true });
    await writeFile(join(overlay, 'kustomization.yaml'), `${lines.join('\n')}\n`);
    return build(`deploy/overlays/${name}`);
  }

  it('renders the example to the objects that check reads in its folder', () => {
    const text = build('deploy/overlays/example');
    const names = parsed(text).map(({ kind, metadata: { name } }) => `${kind} ${name}`);
    const { objects, problems, notApplied } = readManifests([join(folder, 'deploy/overlays/example')]);
    expect([problems, notApplied]).toEqual([[], []]);
    const read = objects
      .map(({ kind, name }) => `${kind} ${name}`)
      .filter((name) => !name.startsWith('Secret '));
    expect(read.toSorted()).toEqual(names.toSorted());
    expect(names[0]).toBe('Namespace openclaw');
  });

  it('has no finding by its own check', async () => {
    const file = join(folder, 'example.yaml');
    await writeFile(file, build('deploy/overlays/example'));
    const { stdout, code } = await throughline(['check', '--static', '--manifests', file, '-o', 'json']);
    const { checks } = readReport(stdout);
    expect(checks.filter(({ status }) => status === 'fail' || status === 'warn')).toEqual([]);
    expect(checks.find(({ id }) => id === 'TL203')?.status).toBe('pass');
    expect(code).toBe(0);
  });

  it('renders with every component together', async () => {
    const components = await readdir(join(folder, 'deploy/components'), { withFileTypes: true });
    const lines = components
      .filter((entry) => entry.isDirectory() && entry.name !== 'kube-prometheus-stack')
      .map(({ name }) => `  - ../../components/${name}`);
    expect(lines.length).toBeGreaterThanOrEqual(9);
    const text = await buildWith(
      'all',
      'resources: [../../base]',
      'components:',
      ...lines,
      '  - ../../components/kube-prometheus-stack',
    );
    const objects = parsed(text);
    for (const { apiVersion, kind, metadata } of objects)
      expect([apiVersion, kind, metadata.name]).not.toContain(undefined);
    expect(objects.find(({ kind }) => kind === 'PrometheusRule')?.metadata.labels).toMatchObject({
      release: 'kube-prometheus-stack',
    });
    // Nothing of a Prometheus that somebody has is among them.
    expect(objects.filter(({ kind }) => kind === 'Prometheus')).toEqual([]);
    expect(objects.filter(({ kind }) => kind === 'Service').map(({ metadata }) => metadata.name)).toEqual([
      'openclaw',
    ]);
  });

  it('carries the recommended labels, and selects by one that never changes', async () => {
    const { version } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as { version: string };
    const objects = parsed(build('deploy/overlays/example'));
    const found = workloads(objects);
    expect(found).toHaveLength(2);
    for (const { selector, template } of found) {
      expect(Object.keys(template.metadata.labels).toSorted()).toEqual(LABELS.toSorted());
      expect(template.metadata.labels['app.kubernetes.io/version']).toBe(version);
      expect(Object.keys(selector.matchLabels)).toEqual(['app.kubernetes.io/name']);
    }
    for (const { kind, metadata } of objects)
      expect([kind, metadata.name, metadata.labels?.['app.kubernetes.io/part-of']]).toEqual([
        kind,
        metadata.name,
        'throughline',
      ]);
  });

  it('limits memory and ephemeral storage of every container', () => {
    for (const container of workloads(parsed(build('deploy/overlays/example'))).flatMap(containersOf)) {
      for (const kind of ['requests', 'limits'] as const)
        expect([container.name, Object.keys(container.resources[kind])]).toEqual([
          container.name,
          expect.arrayContaining(['memory', 'ephemeral-storage']),
        ]);
    }
  });

  it('mounts a token only where a service account has rights', () => {
    for (const { template } of workloads(parsed(build('deploy/overlays/example')))) {
      const { automountServiceAccountToken, serviceAccountName } = template.spec;
      expect(automountServiceAccountToken).toBe(serviceAccountName === undefined ? false : undefined);
    }
  });

  it('has an example of every key that its containers read of a Secret', async () => {
    const read = workloads(parsed(build('deploy/overlays/example')))
      .flatMap(containersOf)
      .flatMap(({ env = [] }) => env.flatMap(({ valueFrom }) => valueFrom?.secretKeyRef ?? []))
      .map(({ name, key }) => `${name}/${key}`);
    const file = join(ROOT, 'deploy/overlays/example/secret.example.yaml');
    const held = (parsed(await readFile(file, 'utf8')) as unknown as ExampleSecret[]).flatMap(
      ({ metadata, data }) => Object.keys(data).map((key) => `${metadata.name}/${key}`),
    );
    expect(read).toHaveLength(5);
    expect(held.toSorted()).toEqual(read.toSorted());
  });

  it('pins the image of every container by the digest of an overlay', async () => {
    const text = await buildWith(
      'release',
      'resources: [../example]',
      `images: [{ name: throughline, newName: registry.example/throughline, digest: '${DIGEST}' }]`,
    );
    const images = workloads(parsed(text))
      .flatMap(containersOf)
      .map(({ image }) => image);
    expect(images).toEqual(images.map(() => `registry.example/throughline@${DIGEST}`));
    expect(images).toHaveLength(4);
  });

  it('reaches a Prometheus of Helm by the Service of the guide', async () => {
    const service = YAML.find((text) => text.includes('kind: Service')) ?? '';
    const file = join(folder, 'deploy/overlays/helm/prometheus-service.yaml');
    await mkdir(join(folder, 'deploy/overlays/helm'), { recursive: true });
    await writeFile(file, service);
    const text = await buildWith(
      'helm',
      'resources: [../example, prometheus-service.yaml]',
      'components: [../../components/prometheus-ingress]',
    );
    const all = join(folder, 'helm.yaml');
    await writeFile(all, text);
    const { cluster } = readManifests([all]);
    // As the operator labels it for the chart.
    const pod = {
      namespace: 'monitoring',
      name: 'prometheus-kube-prometheus-stack-prometheus-0',
      labels: {
        'app.kubernetes.io/name': 'prometheus',
        'operator.prometheus.io/name': 'kube-prometheus-stack-prometheus',
      },
      ports: [{ name: 'http-web', port: 9090, protocol: 'TCP' as const }],
      addresses: ['10.0.0.9'],
    };
    const push = evaluate(
      {
        from: { namespace: 'openclaw', name: 'openclaw' },
        to: { service: { namespace: 'monitoring', name: 'prometheus-k8s' } },
        port: 9090,
        protocol: 'TCP',
      },
      { ...cluster, pods: [...cluster.pods, pod] },
    );
    expect(push.allowed).toBe('yes');
    expect(push.routes).toHaveLength(1);
  });

  it('exports the watch to another address by the patch of the guide', async () => {
    const patch = YAML.find((text) => text.startsWith('patches:')) ?? '';
    const text = await buildWith('elsewhere', 'resources: [../example]', patch);
    const [watch] = parsed(text).filter(
      ({ kind, metadata }) => kind === 'Deployment' && metadata.name === 'throughline-watch',
    );
    const [{ args = [] } = {}] = workloads(watch ? [watch] : []).flatMap(containersOf);
    expect(args.slice(7)).toEqual([
      '--watch-export',
      'http://prometheus.metrics.svc:9090/api/v1/otlp',
      '--listen',
      '0.0.0.0:9464',
    ]);
  });

  it('names each place of the address of Prometheus in the guide', async () => {
    const text = await buildWith(
      'checked',
      'resources: [../example]',
      'components: [../../components/argocd-hook, ../../components/check-job]',
    );
    const holders = parsed(text)
      .filter((object) => JSON.stringify(object).includes('http://prometheus-k8s.monitoring.svc:9090'))
      .map(({ kind, metadata: { name } }) => `${kind} \`${name}\``);
    const named = [...GUIDE.matchAll(/^\| ((?:ConfigMap|Deployment|Pod|Job) `[\w-]+`)/gm)].map(
      ([, row = '']) => row,
    );
    expect(named.toSorted()).toEqual(holders.toSorted());
  });

  it.each(['operator-prometheus-2', 'operator-prometheus-3'])(
    'changes one field of a Prometheus by %s',
    async (component) => {
      const spec = {
        version: 'v3.7.0',
        replicas: 2,
        retention: '30d',
        image: 'registry.example/prometheus:v3.7.0',
        serviceAccountName: 'prometheus-k8s',
        enableFeatures: ['exemplar-storage'],
      };
      const prometheus = {
        apiVersion: 'monitoring.coreos.com/v1',
        kind: 'Prometheus',
        metadata: { name: 'k8s', namespace: 'monitoring' },
        spec,
      };
      const mine = join(folder, 'deploy/overlays', component);
      await cp(join(folder, 'deploy/overlays/example'), mine, { recursive: true });
      await writeFile(join(mine, 'prometheus.yaml'), JSON.stringify(prometheus));
      await writeFile(
        join(mine, 'kustomization.yaml'),
        `resources: [prometheus.yaml]\ncomponents: [../../components/${component}]\n`,
      );
      expect(parsed(build(`deploy/overlays/${component}`))).toEqual([
        { ...prometheus, spec: { ...spec, enableOTLPReceiver: true } },
      ]);
    },
  );
});

interface ExampleSecret {
  readonly metadata: { readonly name: string };
  readonly data: Readonly<Record<string, string>>;
}
