import { describe, expect, it } from 'vitest';
import { deployed, deployedWithFix } from '../../../../test/support/deployed.ts';
import { networkIngressPolicies } from './ingress-policies.ts';

const FILE = 'monitoring/networkpolicy.yaml';

const denied = (text: string): string => text.replace(/ {2}ingress:[\s\S]*/, '  ingress: []\n');

describe('network/ingress-policies', () => {
  it('passes on deploy/, and names the policy and rule that allow it', async () => {
    const outcome = await networkIngressPolicies.runWith(deployed());
    expect(outcome.status).toBe('pass');
    expect(outcome.evidence[0]?.saw).toBe(
      'NetworkPolicy monitoring/prometheus-from-openclaw, ingress[0], allows ingress from openclaw/openclaw, TCP 9090',
    );
  });

  it('fails where no rule allows the gateway, and its diff adds the rule', async () => {
    const changes = { [FILE]: denied };
    const outcome = await networkIngressPolicies.runWith(deployed(changes));
    expect(outcome).toMatchObject({ status: 'fail', fix: { kind: 'patch' } });
    expect(outcome.fix?.diff).toContain('+              kubernetes.io/metadata.name: openclaw');
    expect((await networkIngressPolicies.runWith(deployedWithFix(changes, outcome))).status).toBe('pass');
  });

  it('combines policies: one that allows nothing changes nothing', async () => {
    const more = (): string =>
      'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: deny, namespace: monitoring }\nspec: { podSelector: {} }\n';
    expect((await networkIngressPolicies.runWith(deployed({ 'deny.yaml': more }))).status).toBe('pass');
    expect(
      (await networkIngressPolicies.runWith(deployed({ 'deny.yaml': more, [FILE]: () => '' }))).status,
    ).toBe('fail');
  });

  it.each<[string, Record<string, (text: string) => string>, string]>([
    [
      'nothing of the namespace',
      { [FILE]: () => '', 'monitoring/service.yaml': () => '', 'monitoring/prometheus.yaml': () => '' },
      'unknown',
    ],
    [
      'the policy only, which lets the gateway in',
      { 'monitoring/service.yaml': () => '', 'monitoring/prometheus.yaml': () => '' },
      'unknown',
    ],
    ['no policy', { [FILE]: () => '' }, 'pass'],
    ['another port', { [FILE]: (text) => text.replace('9090', '9091') }, 'fail'],
    [
      "the gateway's labels, in the policy's own namespace",
      { [FILE]: (text) => text.replace(/- namespaceSelector:\n.*\n.*\n {10}/, '- ') },
      'fail',
    ],
  ])('judges %s', async (_, changes, status) => {
    expect((await networkIngressPolicies.runWith(deployed(changes))).status).toBe(status);
  });

  describe('of a gateway in the network of its node', () => {
    const onNode =
      (node = '') =>
      (text: string): string =>
        text.replace(/^( +)containers:/m, `$1hostNetwork: true\n${node}$1containers:`);
    const prometheus = (node: string) => (): string =>
      `apiVersion: v1
kind: Pod
metadata:
  name: prometheus-k8s-0
  namespace: monitoring
  labels: { app.kubernetes.io/name: prometheus, app.kubernetes.io/instance: k8s }
spec: { nodeName: ${node}, containers: [{ name: prometheus, ports: [{ name: web, containerPort: 9090 }] }] }
`;
    const nodeName = '      nodeName: one\n';

    it.each([
      [
        'passes',
        'the same',
        'one',
        'pass',
        'the pod is on the same node, whose connections are always allowed',
      ],
      ['fails', 'another', 'two', 'fail', 'none of its rules allows'],
    ] as const)('%s where the receiver is on %s node', async (_, _which, node, status, saw) => {
      const changes = {
        [FILE]: denied,
        'deployment.yaml': onNode(nodeName),
        'monitoring/prometheus.yaml': prometheus(node),
      };
      const outcome = await networkIngressPolicies.runWith(deployed(changes));
      expect(outcome.evidence.map((each) => each.saw).join('\n')).toContain(saw);
      expect(outcome.status).toBe(status);
    });

    it('is unknown where the nodes are not known', async () => {
      const outcome = await networkIngressPolicies.runWith(
        deployed({ [FILE]: denied, 'deployment.yaml': onNode() }),
      );
      expect(outcome.status).toBe('unknown');
      expect(outcome.message).toContain('whether both pods are on one node');
    });
  });
});
