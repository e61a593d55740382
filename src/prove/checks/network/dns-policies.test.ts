import { describe, expect, it } from 'vitest';
import { deployed, deployedWithFix } from '../../../../test/support/deployed.ts';
import { networkDnsPolicies } from './dns-policies.ts';

const FILE = 'networkpolicy.yaml';
const TO_DNS = / {4}# DNS\.[\s\S]*?(?= {4}# Models)/;

describe('network/dns-policies', () => {
  it('passes on deploy/, and names the rule', async () => {
    const outcome = await networkDnsPolicies.runWith(deployed());
    expect(outcome.status).toBe('pass');
    expect(outcome.evidence[0]?.saw).toContain('egress[2], allows egress to kube-system/coredns, UDP 53');
  });

  it('fails where no rule allows port 53, and its diff adds one', async () => {
    const changes = { [FILE]: (text: string) => text.replace(TO_DNS, '') };
    const outcome = await networkDnsPolicies.runWith(deployed(changes));
    expect(outcome).toMatchObject({ status: 'fail', fix: { kind: 'patch' } });
    expect((await networkDnsPolicies.runWith(deployedWithFix(changes, outcome))).status).toBe('pass');
  });

  it.each<[string, (text: string) => string, string]>([
    [
      'UDP alone, which names of Services never outgrow',
      (text) => text.replace(/ {8}- protocol: TCP\n {10}port: 53\n/, ''),
      'warn',
    ],
    ['TCP alone', (text) => text.replace(/ {8}- protocol: UDP\n {10}port: 53\n/, ''), 'fail'],
    [
      'every port of every namespace',
      (text) => text.replace(TO_DNS, '    - to:\n        - namespaceSelector: {}\n'),
      'pass',
    ],
    [
      'port 53 to anywhere',
      (text) =>
        text.replace(
          TO_DNS,
          '    - ports:\n        - { protocol: UDP, port: 53 }\n        - { protocol: TCP, port: 53 }\n',
        ),
      'pass',
    ],
    [
      'a label that kube-system may have',
      (text) => text.replace('kubernetes.io/metadata.name: kube-system', 'name: kube-system'),
      'unknown',
    ],
    [
      'the address of the Service, which may lie anywhere',
      (text) => text.replace(TO_DNS, '    - to:\n        - ipBlock:\n            cidr: 10.96.0.10/32\n'),
      'unknown',
    ],
    [
      "pods of the policy's namespace only",
      (text) => text.replace(/- namespaceSelector:\n.*\n.*kube-system\n {10}podSelector/, '- podSelector'),
      'fail',
    ],
  ])('judges %s', async (_, change, status) => {
    expect((await networkDnsPolicies.runWith(deployed({ [FILE]: change }))).status).toBe(status);
  });

  it('is skipped where the endpoint is an address', async () => {
    const changes = {
      [FILE]: (text: string) => text.replace(TO_DNS, ''),
      'configmap-openclaw.yaml': (text: string) => text.replace('prometheus-k8s.monitoring.svc', '10.2.0.9'),
    };
    expect((await networkDnsPolicies.runWith(deployed(changes))).status).toBe('skip');
  });
});
