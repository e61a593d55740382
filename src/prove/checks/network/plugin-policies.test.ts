import { describe, expect, it } from 'vitest';
import { type Changes, deployed, deployedWithFix } from '../../../../test/support/deployed.ts';
import { networkDnsPolicies } from './dns-policies.ts';
import { networkEgressPolicies } from './egress-policies.ts';
import { networkIngressPolicies } from './ingress-policies.ts';
import { networkServiceSelectsPods } from './service-selects-pods.ts';

const CILIUM = `apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata:
  name: web-only
  namespace: openclaw
spec:
  endpointSelector: {}
  egress:
    - toEntities: [world]
`;

const CALICO = `apiVersion: projectcalico.org/v3
kind: NetworkPolicy
metadata:
  name: closed
  namespace: openclaw
spec:
  order: 10
  types: [Egress]
  egress:
    - action: Allow
      protocol: TCP
      destination:
        ports: [443]
`;

/** deploy/ without its own policies, and with these files. */
const only = (files: Record<string, string>): Changes => ({
  'networkpolicy.yaml': () => '',
  'monitoring/networkpolicy.yaml': () => '',
  ...Object.fromEntries(Object.entries(files).map(([name, text]) => [name, () => text])),
});

describe('network/egress-policies, with policies of network plugins', () => {
  it.each([
    ['cilium.yaml', CILIUM, 'CiliumNetworkPolicy openclaw/web-only', 9],
    ['calico.yaml', CALICO, 'Calico NetworkPolicy openclaw/closed', 10],
  ])(
    'fails where that of %s has no rule for the receiver, and its diff adds one',
    async (file, text, title, line) => {
      const changes = only({ [file]: text });
      const outcome = await networkEgressPolicies.runWith(deployed(changes));
      expect(outcome).toMatchObject({
        status: 'fail',
        message: 'no policy allows egress from openclaw/openclaw to monitoring/prometheus-k8s:9090/TCP',
        location: { line },
        fix: { kind: 'patch', text: expect.stringContaining(`a rule in ${title}`) },
      });
      expect(outcome.evidence[0]?.saw).toContain(`${title} selects the pod`);
      expect((await networkEgressPolicies.runWith(deployedWithFix(changes, outcome))).status).toBe('pass');
    },
  );

  it.each([
    ['cilium.yaml', CILIUM],
    ['calico.yaml', CALICO],
  ])('fails where that of %s blocks the name server, and its diff lets DNS through', async (file, text) => {
    const changes = only({ [file]: text });
    const outcome = await networkDnsPolicies.runWith(deployed(changes));
    expect(outcome).toMatchObject({ status: 'fail', fix: { kind: 'patch' } });
    // Calico needs a rule for each protocol: TCP is still a note.
    expect((await networkDnsPolicies.runWith(deployedWithFix(changes, outcome))).status).not.toBe('fail');
  });

  it('gives a policy of the namespace in place of a change to a cluster-wide one', async () => {
    const cilium = CILIUM.replace('CiliumNetworkPolicy', 'CiliumClusterwideNetworkPolicy').replace(
      '  namespace: openclaw\n',
      '',
    );
    const calico = CALICO.replace('kind: NetworkPolicy', 'kind: GlobalNetworkPolicy').replace(
      '  namespace: openclaw\n',
      '',
    );
    for (const [file, text] of Object.entries({ 'cilium.yaml': cilium, 'calico.yaml': calico })) {
      const outcome = await networkEgressPolicies.runWith(deployed(only({ [file]: text })));
      expect(outcome).toMatchObject({ status: 'fail', fix: { kind: 'manual' } });
      const [, manifest = ''] = /by this policy:\n([\s\S]*)$/.exec(outcome.fix?.text ?? '') ?? [];
      const more = only({ [file]: text, 'more.yaml': manifest });
      expect((await networkEgressPolicies.runWith(deployed(more))).status).toBe('pass');
    }
  });

  it('names the rule that denies, and gives no diff', async () => {
    const denying = `${CILIUM}  egressDeny:\n    - toEntities: [cluster]\n`;
    const outcome = await networkEgressPolicies.runWith(deployed(only({ 'cilium.yaml': denying })));
    expect(outcome).toMatchObject({
      status: 'fail',
      message:
        'CiliumNetworkPolicy openclaw/web-only denies egress from openclaw/openclaw to monitoring/prometheus-k8s:9090/TCP',
      location: { line: 11 },
      fix: { kind: 'manual' },
    });
  });

  it('is unknown where a field is not judged, and names policy and field', async () => {
    const l7 = CILIUM.replace(
      '    - toEntities: [world]',
      '    - toPorts: [{ ports: [{ port: "9090" }], rules: { http: [{ method: GET }] } }]',
    );
    expect(await networkEgressPolicies.runWith(deployed(only({ 'cilium.yaml': l7 })))).toMatchObject({
      status: 'unknown',
      message: expect.stringContaining('CiliumNetworkPolicy openclaw/web-only: rules.http is not judged'),
    });
  });

  it('is unknown where a policy cannot be read', async () => {
    const broken = CILIUM.replace('endpointSelector: {}', 'endpointSelector: everything');
    expect(await networkEgressPolicies.runWith(deployed(only({ 'cilium.yaml': broken })))).toMatchObject({
      status: 'unknown',
      message: expect.stringContaining('CiliumNetworkPolicy web-only could not be read'),
    });
  });
  it.each([
    ['policy-audit-mode: "true"', { 'cilium.yaml': CILIUM }, 'unknown'],
    ['enable-policy: never', { 'cilium.yaml': CILIUM }, 'unknown'],
    ['enable-policy: always', {}, 'unknown'],
    ['enable-policy: default', { 'cilium.yaml': CILIUM }, 'fail'],
    ['enable-policy: default', {}, 'pass'],
  ])('knows the mode of Cilium: %s', async (data, files, status) => {
    const config = `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: cilium-config, namespace: kube-system }\ndata:\n  ${data}\n`;
    const changes = only({ ...files, 'cilium-config.yaml': config });
    expect((await networkEgressPolicies.runWith(deployed(changes))).status).toBe(status);
  });

  it('is unknown where a kind of policy may not be listed, and names the right to grant', async () => {
    const { manifests, config } = deployed();
    const why =
      'may not list ciliumnetworkpolicies.cilium.io: grant it, as deploy/components/cluster-rights does';
    const gaps = [{ group: 'cilium.io', kind: 'CiliumNetworkPolicy', why }];
    expect(await networkEgressPolicies.runWith({ manifests: { ...manifests, gaps }, config })).toMatchObject({
      status: 'unknown',
      message: expect.stringContaining(why),
    });
  });
});

const object = (apiVersion: string, kind: string, spec: string, namespace = 'openclaw'): string =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: other, namespace: ${namespace} }\nspec: ${spec}\n`;

const OPENCLAW = '{ matchLabels: { app.kubernetes.io/name: openclaw } }';

describe('network/egress-policies, with objects that are not read', () => {
  it.each<[string, string]>([
    [
      'AdminNetworkPolicy',
      object('policy.networking.k8s.io/v1alpha1', 'AdminNetworkPolicy', '{ subject: { namespaces: {} } }'),
    ],
    [
      'ClusterNetworkPolicy',
      object('crd.antrea.io/v1beta1', 'ClusterNetworkPolicy', '{ priority: 1 }', 'elsewhere'),
    ],
    [
      'ClusterNetworkPolicy',
      object('policy.networking.k8s.io/v1alpha2', 'ClusterNetworkPolicy', '{ tier: Admin }'),
    ],
    ['NetworkChaos', object('chaos-mesh.org/v1alpha1', 'NetworkChaos', `{ selector: ${OPENCLAW} }`)],
    ['PodShield', object('shield.example.com/v1', 'PodShield', `{ podSelector: ${OPENCLAW} }`)],
  ])('is unknown beside %s', async (kind, text) => {
    expect(await networkEgressPolicies.runWith(deployed({ 'other.yaml': () => text }))).toMatchObject({
      status: 'unknown',
      message: expect.stringContaining(`${kind} other`),
      evidence: expect.arrayContaining([
        { source: expect.stringMatching(/other\.yaml:1$/), saw: expect.stringContaining('is') },
      ]),
    });
  });

  it.each<[string, string]>([
    ['a ServiceMonitor', object('monitoring.coreos.com/v1', 'ServiceMonitor', `{ selector: ${OPENCLAW} }`)],
    ['a PodMonitoring', object('monitoring.googleapis.com/v1', 'PodMonitoring', `{ selector: ${OPENCLAW} }`)],
    ['a Certificate', object('cert-manager.io/v1', 'Certificate', '{ secretName: x }')],
    ['an ExternalSecret', object('external-secrets.io/v1', 'ExternalSecret', '{ target: { name: x } }')],
    ['an Ingress', object('networking.k8s.io/v1', 'Ingress', '{ rules: [] }')],
    ['a PodDisruptionBudget', object('policy/v1', 'PodDisruptionBudget', `{ selector: ${OPENCLAW} }`)],
    ['a HorizontalPodAutoscaler', object('autoscaling/v2', 'HorizontalPodAutoscaler', '{ maxReplicas: 2 }')],
    [
      'a Rollout',
      object(
        'argoproj.io/v1alpha1',
        'Rollout',
        `{ selector: ${OPENCLAW}, template: { spec: { containers: [] } } }`,
        'shop',
      ),
    ],
    [
      'an Application of another namespace',
      object(
        'argoproj.io/v1alpha1',
        'Application',
        '{ destination: { namespace: shop }, source: { chart: x } }',
        'argocd',
      ),
    ],
    [
      'an AdminNetworkPolicy of another namespace',
      object(
        'policy.networking.k8s.io/v1alpha1',
        'AdminNetworkPolicy',
        '{ subject: { namespaces: { matchLabels: { kubernetes.io/metadata.name: shop } } } }',
      ),
    ],
    ['a firewall for what leaves the cluster', object('k8s.ovn.org/v1', 'EgressFirewall', '{ egress: [] }')],
    ['a staged policy', object('projectcalico.org/v3', 'StagedNetworkPolicy', '{}')],
    [
      'a resource that selects other pods',
      object('shield.example.com/v1', 'PodShield', '{ podSelector: { matchLabels: { app: shop } } }'),
    ],
    [
      'a resource that selects nothing in particular',
      object('shield.example.com/v1', 'PodShield', '{ podSelector: {} }'),
    ],
  ])('passes beside %s', async (_, text) => {
    expect((await networkEgressPolicies.runWith(deployed({ 'other.yaml': () => text }))).status).toBe('pass');
  });

  it('still fails beside an object that merely selects the pod', async () => {
    const changes = only({
      'cilium.yaml': CILIUM,
      'other.yaml': object('shield.example.com/v1', 'PodShield', `{ podSelector: ${OPENCLAW} }`),
    });
    expect((await networkEgressPolicies.runWith(deployed(changes))).status).toBe('fail');
  });
});

describe('network/ingress-policies, with a receiver that another object carries', () => {
  const noPods: Changes = {
    'monitoring/prometheus.yaml': () => '',
    'monitoring/networkpolicy.yaml': () => '',
  };
  const release = (spec: string): Changes => ({
    ...noPods,
    'release.yaml': () => object('helm.toolkit.fluxcd.io/v2', 'HelmRelease', spec, 'monitoring'),
  });

  it('is unknown, and names the object', async () => {
    expect(await networkIngressPolicies.runWith(deployed(release('{ chart: {} }')))).toMatchObject({
      status: 'unknown',
      message: expect.stringContaining('HelmRelease other may hold the pods and their policies'),
    });
  });

  it('leaves the pods of the Service unknown, too', async () => {
    expect(await networkServiceSelectsPods.runWith(deployed(release('{ chart: {} }')))).toMatchObject({
      status: 'unknown',
      message: expect.stringContaining('HelmRelease other may hold its pods'),
    });
  });

  it('is not changed by a release for another namespace', async () => {
    const changes = release('{ targetNamespace: shop }');
    expect((await networkIngressPolicies.runWith(deployed(changes))).status).toBe(
      (await networkIngressPolicies.runWith(deployed(noPods))).status,
    );
  });

  it('passes where the pods are among the manifests', async () => {
    const changes = {
      'release.yaml': () => object('helm.toolkit.fluxcd.io/v2', 'HelmRelease', '{}', 'monitoring'),
    };
    expect((await networkIngressPolicies.runWith(deployed(changes))).status).toBe('pass');
  });
});

describe('network/egress-policies, with a gateway that another object carries', () => {
  const noGateway: Changes = { 'deployment.yaml': () => '', 'monitoring/prometheus.yaml': () => '' };

  it('names the Application that may hold it', async () => {
    const spec = '{ destination: { namespace: openclaw }, source: { path: apps/openclaw } }';
    const application = object('argoproj.io/v1alpha1', 'Application', spec, 'argocd');
    const changes = { ...noGateway, 'application.yaml': () => application };
    expect(await networkEgressPolicies.runWith(deployed(changes))).toMatchObject({
      status: 'unknown',
      message: expect.stringContaining('Application other may hold it'),
    });
  });
});
