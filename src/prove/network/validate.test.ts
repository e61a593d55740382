import { describe, expect, it } from 'vitest';
import type { LabelExpression, Peer, PolicyPort, PolicySpec } from './model.ts';
import { policyProblems } from './validate.ts';

function problemsOf(spec: PolicySpec): string[] {
  return policyProblems({ namespace: 'openclaw', name: 'p', spec }).map(
    ({ path, message }) => `${path.join('.')}: ${message}`,
  );
}

const ofPort = (port: PolicyPort): string[] => problemsOf({ egress: [{ ports: [port] }] });
const ofPeer = (peer: Peer): string[] => problemsOf({ ingress: [{ from: [peer] }] });
const ofExpression = (expression: LabelExpression): string[] =>
  problemsOf({ podSelector: { matchExpressions: [expression] } });

describe('policyProblems', () => {
  it('returns nothing for a valid policy', () => {
    const spec: PolicySpec = {
      podSelector: { matchLabels: { app: 'openclaw' }, matchExpressions: [{ key: 'x', operator: 'Exists' }] },
      policyTypes: ['Ingress', 'Egress'],
      ingress: [
        { from: [{ podSelector: {} }, { ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] } }] },
      ],
      egress: [
        {
          to: [{ namespaceSelector: {} }],
          ports: [{ port: 'web' }, { protocol: 'UDP', port: 1, endPort: 9 }],
        },
      ],
    };
    expect(problemsOf(spec)).toEqual([]);
  });

  it.each<[PolicyPort, RegExp]>([
    [{ port: 0 }, /port: 0 is not a port/],
    [{ port: 65_536 }, /is not a port/],
    [{ port: '9090' }, /port: "9090" is not a port name; write a number without quotes/],
    [{ port: 'a-name-of-17-char' }, /is not a port name/],
    [{ port: 'Web' }, /is not a port name/],
    [{ port: 9090, endPort: 9089 }, /endPort: endPort 9089 must lie between port 9090 and 65535/],
    [{ port: 9090, endPort: 65_536 }, /must lie between/],
    [{ port: 'web', endPort: 9100 }, /endPort needs a port that is a number/],
    [{ endPort: 9100 }, /endPort needs a port that is a number/],
    [{ protocol: 'tcp', port: 9090 }, /protocol: "tcp" is not a protocol/],
  ])('rejects the port %j', (port, message) => {
    expect(ofPort(port)).toEqual([expect.stringMatching(message)]);
  });

  it.each<[Peer, RegExp]>([
    [{}, /an empty peer/],
    [{ ipBlock: { cidr: '10.0.0.0/8' }, podSelector: {} }, /ipBlock is combined with a selector/],
    [{ ipBlock: { cidr: '10.0.0.1' } }, /"10.0.0.1" is not a CIDR/],
    [{ ipBlock: { cidr: '10.0.0.0/33' } }, /is not a CIDR/],
    [{ ipBlock: { cidr: 'fd00::/129' } }, /is not a CIDR/],
    [{ ipBlock: { cidr: '10.0.0.0/8', except: ['nothing'] } }, /except.0: "nothing" is not a CIDR/],
    [
      { ipBlock: { cidr: '10.0.0.0/8', except: ['11.0.0.0/16'] } },
      /11.0.0.0\/16 is not a part of 10.0.0.0\/8/,
    ],
    [{ ipBlock: { cidr: '10.0.0.0/8', except: ['10.0.0.0/8'] } }, /is not a part of/],
    [{ ipBlock: { cidr: '0.0.0.0/0', except: ['fd00::/8'] } }, /is not a part of/],
  ])('rejects the peer %j', (peer, message) => {
    expect(ofPeer(peer)).toEqual([expect.stringMatching(message)]);
  });

  it.each<[LabelExpression, RegExp]>([
    [{ key: 'a', operator: 'in', values: ['x'] }, /operator: "in" is not an operator/],
    [{ key: 'a', operator: 'In' }, /values: In of a needs values/],
    [{ key: 'a', operator: 'NotIn', values: [] }, /NotIn of a needs values/],
    [{ key: 'a', operator: 'Exists', values: ['x'] }, /Exists of a takes no values/],
  ])('rejects the expression %j', (expression, message) => {
    expect(ofExpression(expression)).toEqual([expect.stringMatching(message)]);
  });

  it('rejects an unknown policy type', () => {
    expect(problemsOf({ policyTypes: ['egress'] })).toEqual([
      expect.stringMatching(/"egress" is not a policy type/),
    ]);
  });
});
