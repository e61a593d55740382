import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { evaluate, policyProblems } from '../../network/index.ts';
import { gatewayConfigs } from './gateway-config.ts';
import { readManifests } from './read.ts';

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));
/** The overlay, built as kustomize builds it, and a Prometheus that has its own policies. */
const manifests = readManifests([
  join(ROOT, 'deploy/overlays/example'),
  join(ROOT, 'deploy/components/prometheus-ingress/networkpolicy.yaml'),
  join(ROOT, 'test/support/monitoring'),
]);
const { cluster } = manifests;
const gateway = { namespace: 'openclaw', name: 'openclaw' };

const object = (kind: string, namespace: string, name: string): unknown =>
  manifests.find(kind, { namespace, name })?.content;

describe('deploy/', () => {
  it('holds objects that are right', () => {
    expect(manifests.problems).toEqual([]);
    expect(manifests.notApplied).toEqual([]);
    expect(cluster.policies.flatMap(policyProblems)).toEqual([]);
  });

  it('lets the gateway push, by one rule each way', () => {
    const service = { namespace: 'monitoring', name: 'prometheus-k8s' };
    const push = evaluate({ from: gateway, to: { service }, port: 9090, protocol: 'TCP' }, cluster);
    expect(push.allowed).toBe('yes');
    expect(push.routes.map(({ egress, ingress }) => [egress.by.length, ingress.by.length])).toEqual([[1, 1]]);
  });

  it.each([
    ['its dashboards', 'monitoring', { 'app.kubernetes.io/name': 'grafana' }, 3000, 'yes'],
    ['another port of them', 'monitoring', { 'app.kubernetes.io/name': 'grafana' }, 9090, 'no'],
    ['anything else in the cluster', 'default', { app: 'web' }, 443, 'no'],
  ])('decides on %s', (_, namespace, labels, port, allowed) => {
    const pod = { namespace, name: 'other', labels, ports: [], addresses: ['10.0.0.9'] };
    const inside = { ...cluster, pods: [...cluster.pods, pod] };
    expect(evaluate({ from: gateway, to: { pod }, port, protocol: 'TCP' }, inside).allowed).toBe(allowed);
  });

  it('lets the gateway reach its models outside the cluster', () => {
    const to = { host: '192.0.2.7' };
    expect(evaluate({ from: gateway, to, port: 443, protocol: 'TCP' }, cluster).allowed).toBe('yes');
    expect(evaluate({ from: gateway, to, port: 80, protocol: 'TCP' }, cluster).allowed).toBe('no');
  });

  it('keeps the gateway from the metadata service of a cloud', () => {
    const to = { host: '169.254.169.254' };
    expect(evaluate({ from: gateway, to, port: 443, protocol: 'TCP' }, cluster).allowed).toBe('no');
  });

  it.each([
    ['the watch', 'monitoring', { 'app.kubernetes.io/name': 'throughline-watch' }, 'yes'],
    ['a check beside the gateway', 'openclaw', { 'app.kubernetes.io/component': 'check' }, 'yes'],
    ['webhooks', 'ingress-nginx', { app: 'controller' }, 'yes'],
    ['another pod of the backend', 'monitoring', { 'app.kubernetes.io/name': 'grafana' }, 'no'],
    ['a pod that only says that it is a check', 'default', { 'app.kubernetes.io/component': 'check' }, 'no'],
  ])('decides whether %s may reach the gateway', (_, namespace, labels, allowed) => {
    const pod = { namespace, name: 'other', labels, ports: [], addresses: ['10.0.0.9'] };
    const inside = { ...cluster, pods: [...cluster.pods, pod] };
    const to = { service: gateway };
    expect(
      evaluate({ from: { namespace, name: 'other' }, to, port: 18_789, protocol: 'TCP' }, inside).allowed,
    ).toBe(allowed);
  });

  describe('with NodeLocal DNSCache', () => {
    const policies = ['node-local-dns', 'argocd-hook'].map((name) => ({
      name,
      file: join(ROOT, 'deploy/components', name, 'networkpolicy.yaml'),
    }));
    const files = (...names: readonly string[]): string[] =>
      policies.filter(({ name }) => names.includes(name)).map(({ file }) => file);
    const check = {
      namespace: 'openclaw',
      name: 'throughline-after-sync',
      labels: {
        'app.kubernetes.io/name': 'throughline-check',
        'app.kubernetes.io/component': 'check',
      },
      ports: [],
      addresses: ['10.0.0.9'],
    };
    const prometheus = {
      namespace: 'monitoring',
      name: 'prometheus',
      labels: { 'app.kubernetes.io/name': 'prometheus' },
      ports: [],
      addresses: ['10.0.0.8'],
    };
    const withPolicies = (...names: readonly string[]): typeof cluster => ({
      ...cluster,
      policies: readManifests(files(...names)).cluster.policies,
      pods: [...cluster.pods, check, prometheus],
    });
    const may = (
      inside: typeof cluster,
      to: Parameters<typeof evaluate>[0]['to'],
      port: number,
      protocol: 'TCP' | 'UDP' = 'TCP',
    ): string => evaluate({ from: check, to, port, protocol }, inside).allowed;

    it.each(['UDP', 'TCP'] as const)('lets the pods around a sync ask it by %s', (protocol) => {
      const inside = withPolicies('argocd-hook', 'node-local-dns');
      expect(may(inside, { host: '169.254.20.10' }, 53, protocol)).toBe('yes');
      expect(may(inside, { host: '169.254.20.10' }, 8080, protocol)).toBe('no');
      expect(may(inside, { host: '169.254.169.254' }, 53, protocol)).toBe('no');
    });

    it('does not close the Job, which no other policy selects', () => {
      expect(may(withPolicies('node-local-dns'), { pod: prometheus }, 9090)).toBe('yes');
    });
  });

  it('mounts the ConfigMap as a whole, into a sidecar of 64 MiB', () => {
    const template = object('apps/Deployment', 'openclaw', 'openclaw');
    expect(template).toMatchObject({
      spec: {
        template: {
          spec: {
            volumes: expect.arrayContaining([{ name: 'configmap', configMap: { name: 'openclaw-config' } }]),
          },
        },
      },
    });
    expect(JSON.stringify(template)).not.toContain('subPath');
    const [workload] = manifests.workloads.filter(({ object }) => object.kind === 'Deployment');
    expect(workload).toMatchObject({ configMaps: ['openclaw-config'], env: { MALLOC_ARENA_MAX: '1' } });
    expect(template).toHaveProperty('spec.template.spec.containers.1.resources.limits.memory', '64Mi');
  });

  it('holds one configuration of a gateway', () => {
    expect(gatewayConfigs(manifests)).toMatchObject([
      { argument: expect.stringMatching(/configmap-openclaw\.yaml#openclaw\.json$/), reading: { ok: true } },
    ]);
  });
});
