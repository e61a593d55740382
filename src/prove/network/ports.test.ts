import { describe, expect, it } from 'vitest';
import { egress, ingress, push } from '../../../test/support/policy-cluster.ts';
import { evaluate } from './evaluate.ts';
import type { PolicyPort } from './model.ts';

describe('the ports of a rule', () => {
  it.each<[string, readonly PolicyPort[] | undefined, 'yes' | 'no']>([
    ['no list, which means every port', undefined, 'yes'],
    ['an empty list, which means every port', [], 'yes'],
    ["the pod's port", [{ port: 9090 }], 'yes'],
    ["the Service's port, which policies never see", [{ port: 80 }], 'no'],
    ['a protocol without a port, which means all of its ports', [{ protocol: 'TCP' }], 'yes'],
    ['no protocol, which means TCP', [{}], 'yes'],
    ['the port under another protocol', [{ protocol: 'UDP', port: 9090 }], 'no'],
    ['a range that holds it', [{ port: 9000, endPort: 9090 }], 'yes'],
    ['a range that ends before it', [{ port: 9000, endPort: 9089 }], 'no'],
    ["a name among the destination's ports", [{ port: 'web' }], 'yes'],
    ["a name among the source's ports", [{ port: 'http' }], 'no'],
    ['a name under another protocol', [{ protocol: 'UDP', port: 'web' }], 'no'],
    ['several ports, of which one matches', [{ port: 443 }, { port: 9090 }], 'yes'],
  ])('are matched with %s', (_, ports, allowed) => {
    expect(evaluate(push, egress({ ports })).allowed).toBe(allowed);
    expect(evaluate(push, ingress({ ports })).allowed).toBe(allowed);
  });
});
