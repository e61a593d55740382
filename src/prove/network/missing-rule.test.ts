import { describe, expect, it } from 'vitest';
import { judgeRoute } from './evaluate.ts';
import { ruleToAdd } from './missing-rule.ts';
import type { Cluster, Pod } from './model.ts';

const from: Pod = {
  namespace: 'openclaw',
  name: 'openclaw-7d9f',
  labels: { 'app.kubernetes.io/name': 'openclaw', 'pod-template-hash': '7d9f', team: 'agents' },
  ports: [],
  addresses: [],
};
const to: Pod = {
  ...from,
  namespace: 'monitoring',
  name: 'prometheus-0',
  labels: { app: 'prometheus', x: 'y' },
};

const isolated: Cluster = {
  namespaces: [],
  pods: [from, to],
  services: [],
  policies: [
    { namespace: 'openclaw', name: 'out', spec: { policyTypes: ['Egress'] } },
    { namespace: 'monitoring', name: 'in', spec: {} },
  ],
};

describe('ruleToAdd', () => {
  it('names the other namespace by its name label, and the pod by the label that identifies it', () => {
    const route = judgeRoute(from, { pod: to, port: 9090 }, 'TCP', isolated);
    expect(ruleToAdd(route, 'egress')).toEqual({
      direction: 'egress',
      policy: expect.objectContaining({ namespace: 'openclaw', name: 'out' }),
      list: ['spec', 'egress'],
      rule: {
        to: [
          {
            namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } },
            podSelector: { matchLabels: { app: 'prometheus' } },
          },
        ],
        ports: [{ protocol: 'TCP', port: 9090 }],
      },
      manifest: expect.objectContaining({
        metadata: { name: 'allow-egress-to-monitoring', namespace: 'openclaw' },
      }),
    });
    expect(ruleToAdd(route, 'ingress')).toMatchObject({
      policy: { namespace: 'monitoring', name: 'in' },
      rule: { from: [{ podSelector: { matchLabels: { 'app.kubernetes.io/name': 'openclaw' } } }] },
      manifest: { spec: { podSelector: { matchLabels: { app: 'prometheus' } }, policyTypes: ['Ingress'] } },
    });
  });

  it('leaves out labels that change with each rollout', () => {
    const plain = { ...to, labels: { x: 'y', 'controller-revision-hash': '1' } };
    const route = judgeRoute(from, { pod: plain, port: 9090 }, 'TCP', isolated);
    expect(ruleToAdd(route, 'egress')?.rule).toMatchObject({
      to: [{ podSelector: { matchLabels: { x: 'y' } } }],
    });
  });

  it('names no namespace where both ends are in the same one', () => {
    const near = { ...to, namespace: 'openclaw' };
    const route = judgeRoute(from, { pod: near, port: 9090 }, 'TCP', isolated);
    expect(ruleToAdd(route, 'egress')?.rule).toMatchObject({
      to: [{ podSelector: { matchLabels: { app: 'prometheus' } } }],
    });
  });

  it.each([
    ['192.0.2.7', '192.0.2.7/32'],
    ['2001:db8::7', '2001:db8::7/128'],
  ])('names the address %s as a block', (address, cidr) => {
    const route = judgeRoute(from, { address, port: 443 }, 'TCP', isolated);
    expect(ruleToAdd(route, 'egress')?.rule).toMatchObject({ to: [{ ipBlock: { cidr } }] });
  });

  it('returns nothing where no rule is missing, or the address is not known', () => {
    const open = judgeRoute(from, { pod: to, port: 9090 }, 'TCP', { ...isolated, policies: [] });
    expect(ruleToAdd(open, 'egress')).toBeUndefined();
    const unknown = judgeRoute(from, { address: undefined, port: 443 }, 'TCP', isolated);
    expect(ruleToAdd(unknown, 'egress')).toBeUndefined();
  });
});
