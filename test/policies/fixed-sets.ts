import type { NetworkPolicy, PolicySpec } from '../../src/prove/network/model.ts';
import type { DifferenceId } from './differences.ts';
import type { PolicySet } from './generate.ts';

/** A set for which kube-router differs from the API, and connections that show it. */
export interface DifferentSet {
  readonly id: DifferenceId;
  readonly set: PolicySet;
  /** By pod and target, as an attempt names them. */
  readonly connections: readonly {
    readonly from: string;
    readonly to: string;
    /** By the API, as check says. */
    readonly allowed: boolean;
  }[];
}

const policy = (namespace: string, spec: PolicySpec): NetworkPolicy => ({ namespace, name: 'p', spec });

/** The smallest set for each difference. The connection is open where the API denies it, and closed where it allows it. */
export const DIFFERENT_SETS: readonly DifferentSet[] = [
  {
    id: 'name-of-no-pod',
    set: [
      policy('c', {
        podSelector: {},
        ingress: [{ from: [{ namespaceSelector: {} }], ports: [{ port: 'metrics' }] }],
      }),
    ],
    connections: [{ from: 'a-client', to: 'c-server:8080/TCP', allowed: false }],
  },
  {
    id: 'name-without-peers',
    set: [policy('a', { podSelector: {}, policyTypes: ['Egress'], egress: [{ ports: [{ port: 'web' }] }] })],
    connections: [
      { from: 'a-client', to: 'b-other:8081/TCP', allowed: false },
      { from: 'a-client', to: 'b-other:9090/TCP', allowed: true },
    ],
  },
  {
    id: 'name-in-block',
    set: [
      policy('a', {
        podSelector: {},
        policyTypes: ['Egress'],
        egress: [{ to: [{ ipBlock: { cidr: 'b-server/24' } }], ports: [{ port: 'web' }] }],
      }),
    ],
    connections: [{ from: 'a-client', to: 'b-server:8080/TCP', allowed: true }],
  },
  {
    id: 'blocks-together',
    set: [
      policy('a', {
        podSelector: {},
        policyTypes: ['Egress'],
        egress: [
          {
            to: [
              { ipBlock: { cidr: 'out-1/0', except: ['b-server/32'] } },
              { ipBlock: { cidr: 'b-server/24' } },
            ],
          },
        ],
      }),
    ],
    connections: [{ from: 'a-client', to: 'b-server:8080/TCP', allowed: true }],
  },
  {
    id: 'both-directions',
    set: [
      policy('b', {
        podSelector: {},
        policyTypes: ['Ingress', 'Egress'],
        ingress: [{ from: [{ podSelector: {} }] }],
      }),
    ],
    connections: [{ from: 'b-other', to: 'b-server:8080/TCP', allowed: false }],
  },
];
