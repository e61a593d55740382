import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { type ApplicableObject, type RunningCluster, startCluster } from '../../testbed/cluster/index.ts';
import { startReceiver } from '../../src/receiver/index.ts';
import { readReport, type Report } from '../../src/shared/protocol/report.ts';
import { API_TOKEN, GatewayProcess } from '../harness/gateway-process.ts';
import { throughline } from '../harness/throughline.ts';
import { ciliumDefinition } from '../support/cilium-definition.ts';
import { copyDeployed } from '../support/deployed.ts';
import { describeWithServers } from '../harness/with-server.ts';

let folder: string;

async function objectsOf(...files: readonly string[]): Promise<ApplicableObject[]> {
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
  return texts.flatMap((text) =>
    parseAllDocuments(text).map((document) => document.toJS() as ApplicableObject),
  );
}

/** The part of the operator's definition that the checks read; an old one does not know the receiver. */
function prometheusDefinition(fields: object): ApplicableObject {
  const schema = {
    openAPIV3Schema: {
      type: 'object',
      properties: { spec: { type: 'object', properties: { version: { type: 'string' }, ...fields } } },
    },
  };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'prometheuses.monitoring.coreos.com' },
    spec: {
      group: 'monitoring.coreos.com',
      scope: 'Namespaced',
      names: { kind: 'Prometheus', plural: 'prometheuses' },
      versions: [{ name: 'v1', served: true, storage: true, schema }],
    },
  } as ApplicableObject;
}

const ciliumPolicy = (...egress: readonly object[]): ApplicableObject =>
  ({
    apiVersion: 'cilium.io/v2',
    kind: 'CiliumNetworkPolicy',
    metadata: { name: 'closed', namespace: 'openclaw' },
    spec: { endpointSelector: {}, egressDeny: egress },
  }) as ApplicableObject;

/** The agent of Cilium: where none runs, its policies are not in force. */
const ciliumAgent = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'cilium-x', namespace: 'kube-system' },
  spec: { containers: [{ name: 'cilium-agent', image: 'quay.io/cilium/cilium:v1.20.2' }] },
} as ApplicableObject;

function endpoints(ready: boolean): ApplicableObject {
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      name: 'prometheus-k8s-1',
      namespace: 'monitoring',
      labels: { 'kubernetes.io/service-name': 'prometheus-k8s' },
    },
    addressType: 'IPv4',
    endpoints: [{ addresses: ['10.1.0.9'], conditions: { ready } }],
    ports: [{ name: 'web', port: 9090, protocol: 'TCP' }],
  } as ApplicableObject;
}

const MOST_REQUESTS = 20;

const binding: ApplicableObject = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRoleBinding',
  metadata: { name: 'throughline-check' },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'throughline-check' },
  subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'reader' }],
} as ApplicableObject;

/** ConfigMaps are read by a Role, in a namespace that is named. */
const bindingInNamespace: ApplicableObject = {
  ...binding,
  kind: 'RoleBinding',
  metadata: { name: 'throughline-check', namespace: 'openclaw' },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'throughline-read' },
} as ApplicableObject;

await describeWithServers(['etcd', 'kube-apiserver'], 'a live cluster', ([etcd, apiserver]) => {
  let cluster: RunningCluster;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'throughline-live-'));
    copyDeployed(folder);
    cluster = await startCluster({ etcd: etcd!, apiserver: apiserver! }, ['reader', 'nobody']);
    await cluster.apply([
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'monitoring' } },
      prometheusDefinition({}),
      ...(await objectsOf('namespace.yaml', 'clusterrole.yaml', 'roles.yaml')),
      binding,
      bindingInNamespace,
      ...(await objectsOf('configmap-openclaw.yaml', 'deployment.yaml', 'networkpolicy.yaml')),
      ...(await objectsOf(
        'monitoring/networkpolicy.yaml',
        'monitoring/service.yaml',
        'monitoring/prometheus.yaml',
      )),
      endpoints(true),
    ]);
  }, 120_000);

  afterAll(async () => {
    await cluster.stop();
    await rm(folder, { recursive: true });
  });

  async function check(user: string, ...more: readonly string[]): Promise<Report> {
    const kubeconfig = await cluster.kubeconfigOf(user);
    const config = join(folder, 'configmap-openclaw.yaml');
    const named = ['--config', config, '--kubeconfig', kubeconfig, '--namespaces', 'openclaw'];
    const args = ['check', ...named, ...more, '-o', 'json'];
    const { stdout, stderr } = await throughline(args, { env: { THROUGHLINE_GATEWAY_TOKEN: API_TOKEN } });
    expect(stderr).toBe('');
    return readReport(stdout);
  }

  const found = (report: Report, id: string) => report.checks.find((each) => each.id === id);

  it('needs only the rights of deploy/components/cluster-rights and rights', async () => {
    const report = await check('reader');
    expect(found(report, 'TL415')).toMatchObject({ status: 'pass' });
    for (const id of ['TL403', 'TL404', 'TL405', 'TL406', 'TL410', 'TL411']) {
      expect(found(report, id), `${id}: ${found(report, id)?.message}`).toMatchObject({ status: 'pass' });
    }
    // The rules of a mesh were read, and there is none.
    expect(found(report, 'TL412')).toMatchObject({
      status: 'skip',
      message: 'no PeerAuthentication requires mutual TLS',
    });
    expect(found(report, 'TL403')?.evidence[0]?.source).toBe(
      'cluster lab: NetworkPolicy openclaw/openclaw-egress',
    );
  });

  it('is reported with the files of its objects, and with the field that the old definition dropped', async () => {
    const report = await check('reader', '--manifests', folder);
    expect(found(report, 'TL505')).toMatchObject({
      status: 'fail',
      modes: [36],
      location: { file: join(folder, 'monitoring/prometheus.yaml') },
    });
    expect(found(report, 'TL403')?.evidence[0]?.source).toMatch(/networkpolicy\.yaml:\d+$/);
  });

  it('takes at most 20 requests together with gateway and backend', async () => {
    const receiver = await startReceiver();
    const gateway = new GatewayProcess();
    try {
      await gateway.start({
        gateway: { port: 0, auth: { token: API_TOKEN } },
        channels: { webhook: {} },
        plugins: { entries: { 'diagnostics-otel': { enabled: true } } },
        diagnostics: {
          enabled: true,
          otel: { enabled: true, endpoint: receiver.otlpMetricsUrl, flushIntervalMs: 1_000 },
        },
      });
      await gateway.post('webhook', { chatId: 'a', text: 'hello' });
      await gateway.until('pushes were accepted', async () => {
        const { exporter } = await gateway.status();
        return (exporter?.accepted ?? 0) > 1;
      });
      const report = await check('reader', '--gateway', gateway.url, '--backend', receiver.url);
      expect(found(report, 'TL415')?.status).toBe('pass');
      expect(report.arrived).toBeGreaterThan(0);
      expect(report.requests).toBeGreaterThan(10);
      expect(report.requests).toBeLessThanOrEqual(MOST_REQUESTS);
    } finally {
      await gateway.dispose();
      await receiver.close();
    }
  });

  it('keeps the field once the definition is new', async () => {
    await cluster.apply([
      prometheusDefinition({ enableOTLPReceiver: { type: 'boolean' } }),
      ...(await objectsOf('monitoring/prometheus.yaml')),
    ]);
    const report = await check('reader', '--manifests', folder);
    expect(found(report, 'TL505')).toMatchObject({ status: 'pass' });
  });

  it('is judged by the policies in force, not by those in files', async () => {
    const [policy] = await objectsOf('monitoring/networkpolicy.yaml');
    const closed = { ...policy, spec: { podSelector: {}, policyTypes: ['Ingress'], ingress: [] } };
    await cluster.apply([closed as ApplicableObject]);
    const report = await check('reader', '--manifests', folder);
    expect(found(report, 'TL404')).toMatchObject({ status: 'fail', modes: [25] });
    await cluster.apply(policy ? [policy] : []);
  });

  it('is judged by policies of Cilium where that runs', async () => {
    await cluster.apply([ciliumDefinition, ciliumPolicy({ toEntities: ['cluster'] })]);
    expect(found(await check('reader'), 'TL403')).toMatchObject({ status: 'pass' });
    await cluster.apply([ciliumAgent]);
    const report = await check('reader');
    expect(found(report, 'TL403')).toMatchObject({
      status: 'fail',
      message: expect.stringContaining('CiliumNetworkPolicy openclaw/closed denies egress'),
      evidence: [{ source: 'cluster lab: CiliumNetworkPolicy openclaw/closed' }],
    });
    await cluster.apply([ciliumPolicy({ toEntities: ['world'] })]);
    expect(found(await check('reader'), 'TL403')).toMatchObject({ status: 'pass' });
  });

  it('is broken if endpoints are not ready', async () => {
    await cluster.apply([endpoints(false)]);
    const report = await check('reader', '--only', 'network');
    expect(report.rootCause).toMatchObject({ check: 'TL410', modes: [27] });
  });

  it('that may not be read fails no check, and the report names the right to grant', async () => {
    const report = await check('nobody');
    expect(found(report, 'TL415')).toMatchObject({ status: 'unknown' });
    expect(found(report, 'TL415')?.message).toContain(
      'may not get namespaces in namespace openclaw: grant it, as deploy/components/rights does',
    );
    expect(report.checks.filter(({ status }) => status === 'fail')).toEqual([]);
  });

  it('that does not respond leaves its checks unknown', async () => {
    const file = join(folder, 'dead.kubeconfig');
    const text = await readFile(cluster.kubeconfigFile, 'utf8');
    await writeFile(file, text.replace(cluster.address, 'https://127.0.0.1:1'));
    const { stdout } = await throughline(['check', '--kubeconfig', file, '-o', 'json']);
    expect(found(readReport(stdout), 'TL415')).toMatchObject({
      status: 'unknown',
      message:
        'the cluster lab cannot be read: the connection was refused, because nothing listens there (ECONNREFUSED)',
    });
  });
});
