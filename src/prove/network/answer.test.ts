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
import type { Cluster } from './model.ts';

describe('an unknown result of the policies', () => {
  const noNamespaces = (cluster: Cluster): Cluster => ({ ...cluster, namespaces: [] });
  const noAddress = (cluster: Cluster): Cluster => ({
    ...cluster,
    pods: [gateway, { ...receiver, addresses: [] }],
  });

  it.each<[string, Cluster, 'yes' | 'no' | 'unknown']>([
    [
      'labels of a namespace that is not listed',
      noNamespaces(egress({ to: [{ namespaceSelector: { matchLabels: { team: 'x' } } }] })),
      'unknown',
    ],
    [
      'the name of a namespace that is not listed',
      noNamespaces(
        egress({
          to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } } }],
        }),
      ),
      'yes',
    ],
    [
      'labels not known, but the port is another',
      noNamespaces(
        egress({ to: [{ namespaceSelector: { matchLabels: { team: 'x' } } }], ports: [{ port: 53 }] }),
      ),
      'no',
    ],
    [
      'a pod of unknown address, all addresses',
      noAddress(egress({ to: [{ ipBlock: { cidr: '0.0.0.0/0' } }] })),
      'yes',
    ],
    [
      'a pod of unknown address, a private block',
      noAddress(egress({ to: [{ ipBlock: { cidr: '10.0.0.0/8' } }] })),
      'unknown',
    ],
    [
      'a pod of unknown address, a public block',
      noAddress(egress({ to: [{ ipBlock: { cidr: '8.8.8.0/24' } }] })),
      'no',
    ],
    [
      'a pod of unknown address, the internet only',
      noAddress(
        egress({
          to: [{ ipBlock: { cidr: '0.0.0.0/0', except: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'] } }],
        }),
      ),
      'no',
    ],
    ['a pod of unknown address, IPv6', noAddress(egress({ to: [{ ipBlock: { cidr: '::/0' } }] })), 'unknown'],
  ])('depends on %s', (_, cluster, allowed) => {
    expect(evaluate(push, cluster).allowed).toBe(allowed);
  });

  it('names the rules that may allow the connection', () => {
    const cluster = noNamespaces(
      egress({ to: [{ podSelector: {} }] }, { to: [{ namespaceSelector: { matchLabels: { team: 'x' } } }] }),
    );
    expect(evaluate(push, cluster).routes[0]?.egress).toMatchObject({
      by: [],
      undecided: [{ policy: { name: 'out' }, path: ['spec', 'egress', 1] }],
    });
  });

  it('is given for a policy that may select a pod whose labels are partly known', () => {
    const cluster = withPolicies(policy('monitoring', 'in', { podSelector: { matchLabels: { tier: 'x' } } }));
    const pods = [gateway, { ...receiver, partial: true }];
    expect(evaluate(push, { ...cluster, pods }).allowed).toBe('unknown');
  });
});
