import { describe, expect, it } from 'vitest';
import { egress, ingress, push } from '../../../test/support/policy-cluster.ts';
import { evaluate } from './evaluate.ts';
import type { Peer } from './model.ts';

describe('the peers of a rule', () => {
  it.each<[string, readonly Peer[] | undefined, 'yes' | 'no']>([
    ['no list, which means every peer', undefined, 'yes'],
    ['an empty list, which means every peer', [], 'yes'],
    ['a podSelector alone, which means the namespace of the policy', [{ podSelector: {} }], 'no'],
    [
      'a podSelector alone whose labels match in another namespace',
      [{ podSelector: { matchLabels: { app: 'prometheus' } } }],
      'no',
    ],
    [
      'a namespaceSelector alone, which means every pod there',
      [{ namespaceSelector: { matchLabels: { team: 'platform' } } }],
      'yes',
    ],
    ['an empty namespaceSelector, which means every namespace', [{ namespaceSelector: {} }], 'yes'],
    [
      'the name that every namespace carries',
      [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } } }],
      'yes',
    ],
    [
      'a name label that no namespace has',
      [{ namespaceSelector: { matchLabels: { name: 'monitoring' } } }],
      'no',
    ],
    [
      'both selectors in one peer, of which one does not match',
      [{ namespaceSelector: {}, podSelector: { matchLabels: { app: 'grafana' } } }],
      'no',
    ],
    [
      'both selectors in one peer, which both match',
      [{ namespaceSelector: {}, podSelector: { matchLabels: { app: 'prometheus' } } }],
      'yes',
    ],
    [
      'two peers, of which one matches',
      [
        { namespaceSelector: { matchLabels: { team: 'platform' } } },
        { podSelector: { matchLabels: { app: 'grafana' } } },
      ],
      'yes',
    ],
    [
      'expressions that do not all hold',
      [
        {
          namespaceSelector: {
            matchLabels: { team: 'platform' },
            matchExpressions: [{ key: 'stage', operator: 'NotIn', values: ['prod'] }],
          },
        },
      ],
      'no',
    ],
    [
      'In',
      [
        {
          namespaceSelector: {
            matchExpressions: [{ key: 'stage', operator: 'In', values: ['test', 'prod'] }],
          },
        },
      ],
      'yes',
    ],
    [
      'NotIn of an absent key',
      [{ namespaceSelector: { matchExpressions: [{ key: 'zone', operator: 'NotIn', values: ['a'] }] } }],
      'yes',
    ],
    ['Exists', [{ namespaceSelector: { matchExpressions: [{ key: 'stage', operator: 'Exists' }] } }], 'yes'],
    [
      'DoesNotExist',
      [{ namespaceSelector: { matchExpressions: [{ key: 'stage', operator: 'DoesNotExist' }] } }],
      'no',
    ],
    [
      'a label named like a method of objects',
      [{ namespaceSelector: { matchExpressions: [{ key: 'constructor', operator: 'Exists' }] } }],
      'no',
    ],
    ["a block that holds the pod's address", [{ ipBlock: { cidr: '10.2.0.0/16' } }], 'yes'],
    ['a block that leaves it out', [{ ipBlock: { cidr: '10.0.0.0/8', except: ['10.2.0.0/24'] } }], 'no'],
    ["a block, and the pod's second address", [{ ipBlock: { cidr: 'fd00::/8' } }], 'yes'],
    ['a block elsewhere', [{ ipBlock: { cidr: '192.168.0.0/16' } }], 'no'],
    ["the Service's own address, which packets have lost", [{ ipBlock: { cidr: '10.96.0.0/16' } }], 'no'],
  ])('are matched with %s', (_, to, allowed) => {
    expect(evaluate(push, egress({ to })).allowed).toBe(allowed);
  });

  it('do not match where the block excepts each address', () => {
    const v4 = { cidr: '10.0.0.0/8', except: ['10.2.0.8/29'] };
    expect(evaluate(push, egress({ to: [{ ipBlock: v4 }] })).allowed).toBe('no');
  });

  it('of an ingress rule are matched from the namespace of the receiver', () => {
    const own = { from: [{ podSelector: { matchLabels: { app: 'openclaw' } } }] };
    expect(evaluate(push, ingress(own)).allowed).toBe('no');
    const far = { from: [{ namespaceSelector: { matchLabels: { team: 'agents' } }, ...own.from[0] }] };
    expect(evaluate(push, ingress(far)).allowed).toBe('yes');
  });
});
