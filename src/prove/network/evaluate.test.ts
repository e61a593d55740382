import { describe, expect, it } from 'vitest';
import {
  egress,
  gateway,
  policy,
  push,
  receiver,
  withPolicies,
} from '../../../test/support/policy-cluster.ts';
import { evaluate } from './evaluate.ts';
import type { NetworkPolicy } from './model.ts';

describe('evaluate', () => {
  it.each<[string, NetworkPolicy[], 'yes' | 'no']>([
    ['no policy at all', [], 'yes'],
    ['a policy in another namespace', [policy('default', 'deny', { podSelector: {} })], 'yes'],
    [
      'a policy that selects other pods',
      [policy('monitoring', 'p', { podSelector: { matchLabels: { app: 'x' } } })],
      'yes',
    ],
    ['deny-all ingress at the receiver', [policy('monitoring', 'p', { podSelector: {} })], 'no'],
    ['an ingress policy without podSelector, which selects every pod', [policy('monitoring', 'p', {})], 'no'],
    ['deny-all ingress at the source', [policy('openclaw', 'p', { podSelector: {} })], 'yes'],
    ['deny-all egress at the source', [policy('openclaw', 'p', { policyTypes: ['Egress'] })], 'no'],
    ['deny-all egress at the receiver', [policy('monitoring', 'p', { policyTypes: ['Egress'] })], 'yes'],
    [
      'an empty egress list without types, which isolates for ingress only',
      [policy('openclaw', 'p', { egress: [] })],
      'yes',
    ],
    [
      'an egress rule without types, which isolates for egress as well',
      [policy('openclaw', 'p', { egress: [{ to: [{ podSelector: {} }] }] })],
      'no',
    ],
    [
      'egress rules that policyTypes leaves out',
      [policy('openclaw', 'p', { policyTypes: ['Ingress'], egress: [{ to: [{ podSelector: {} }] }] })],
      'yes',
    ],
    ['an empty list of types, which counts as none', [policy('monitoring', 'p', { policyTypes: [] })], 'no'],
  ])('judges %s', (_, policies, allowed) => {
    expect(evaluate(push, withPolicies(...policies)).allowed).toBe(allowed);
  });

  it('requires egress at the source and ingress at the destination', () => {
    const out = policy('openclaw', 'out', { policyTypes: ['Egress'], egress: [{}] });
    const denied = policy('monitoring', 'in', {});
    const [route] = evaluate(push, withPolicies(out, denied)).routes;
    expect(route?.egress).toMatchObject({
      allowed: 'yes',
      by: [{ policy: { name: 'out' }, path: ['spec', 'egress', 0] }],
    });
    expect(route?.ingress).toMatchObject({ allowed: 'no', selectedBy: [{ name: 'in' }], by: [] });
    expect(route?.allowed).toBe('no');
  });

  it('combines policies, and names each rule that allows the connection', () => {
    const open = policy('monitoring', 'b', {
      ingress: [{ from: [{ podSelector: {} }] }, { ports: [{ port: 9090 }] }],
    });
    const [route] = evaluate(push, withPolicies(policy('monitoring', 'a', {}), open)).routes;
    expect(route?.ingress.selectedBy.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(route?.ingress.by).toEqual([
      {
        policy: { kind: 'networking.k8s.io/NetworkPolicy', namespace: 'monitoring', name: 'b' },
        path: ['spec', 'ingress', 1],
      },
    ]);
  });

  it('always lets a pod connect to itself', () => {
    const to = { pod: gateway };
    const denied = withPolicies(policy('openclaw', 'p', { policyTypes: ['Ingress', 'Egress'] }));
    expect(evaluate({ ...push, to, port: 18789 }, denied).allowed).toBe('yes');
  });

  it.each([
    ['on the same node', 'one', 'one', 'yes'],
    ['on another node', 'one', 'two', 'no'],
    ['where the node of one is not known', 'one', undefined, 'unknown'],
  ] as const)('judges ingress from the network of a node %s', (_, here, there, allowed) => {
    const onNode = { ...gateway, hostNetwork: true, node: here };
    const pods = [onNode, { ...receiver, node: there }];
    const [route] = evaluate(push, { ...withPolicies(policy('monitoring', 'in', {})), pods }).routes;
    expect(route?.allowed).toBe(allowed);
    expect(route?.ingress.undecided.map(({ path, why }) => ({ path, why }))).toEqual(
      allowed === 'unknown'
        ? [
            {
              path: ['spec', 'ingress'],
              why: 'whether both pods are on one node, whose connections are always allowed, is not known',
            },
          ]
        : [],
    );
    const named = { podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: '10.1.0.5/32' } }] }] };
    const open = { ...withPolicies(policy('monitoring', 'in', named)), pods };
    expect(evaluate(push, open).allowed).toBe('yes');
  });

  it('applies no policy to pods in the network of their node', () => {
    const onNode = { ...receiver, hostNetwork: true };
    const denied = { ...withPolicies(policy('monitoring', 'in', {})), pods: [gateway, onNode] };
    expect(evaluate(push, denied).allowed).toBe('yes');
    const selected = { ...egress({ to: [{ namespaceSelector: {} }] }), pods: [gateway, onNode] };
    expect(evaluate(push, selected).allowed).toBe('no');
    const byAddress = { ...egress({ to: [{ ipBlock: { cidr: '10.2.0.0/16' } }] }), pods: [gateway, onNode] };
    expect(evaluate(push, byAddress).allowed).toBe('yes');
  });

  it('ignores a policy that the API server rejects, and says why', () => {
    const broken = policy('monitoring', 'in', {
      ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.0/40' } }] }],
    });
    const found = evaluate(push, withPolicies(broken));
    expect(found.allowed).toBe('yes');
    expect(found.invalid[0]?.problems).toEqual([
      {
        path: ['spec', 'ingress', 0, 'from', 0, 'ipBlock', 'cidr'],
        message: '"10.0.0.0/40" is not a CIDR; write it as 10.0.0.0/8 or fd00::/8',
      },
    ]);
  });
});
