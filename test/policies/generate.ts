import * as fc from 'fast-check';
import type {
  LabelSelector,
  NetworkPolicy,
  Peer,
  PolicyPort,
  PolicySpec,
} from '../../src/prove/network/model.ts';
import { NAMESPACES, type NamespaceKey, OUTSIDE, PODS, type World } from './world.ts';

/**
 * Policies that are in force together. Namespaces have their short name, and blocks are written as the address of a pod or of a
 * place outside with a length: `b-server/24`.
 */
export type PolicySet = readonly NetworkPolicy[];

/** The sets of a seed: the same ones each time, however many. */
export function generateSets(seed: number, count: number): PolicySet[] {
  return fc.sample(policySet, { seed, numRuns: count });
}

/** A set with the names and addresses of a world. */
export function inWorld(set: PolicySet, { namespaces, addresses }: World): NetworkPolicy[] {
  const known: Readonly<Record<string, string>> = { ...addresses, ...OUTSIDE };
  const realBlock = (text: string): string => {
    const [name = '', length = ''] = text.split('/');
    return network(known[name] ?? name, Number(length));
  };
  const real = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(real);
    if (typeof value === 'string')
      return value.replace(/^namespace ([abc])$/, (_, key: NamespaceKey) => namespaces[key]);
    if (typeof value !== 'object' || value === null) return value;
    if ('cidr' in value) {
      const { cidr, except } = value as { readonly cidr: string; readonly except?: readonly string[] };
      const block = realBlock(cidr);
      // The API server rejects a hole that is not within its block, or as large.
      const holes = (except ?? [])
        .map(realBlock)
        .filter((hole) => lengthOf(hole) > lengthOf(block) && holds(block, hole));
      return { cidr: block, ...(holes.length === 0 ? {} : { except: holes }) };
    }
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, real(inner)]));
  };
  return set.map(({ namespace, name, spec }) => ({
    namespace: namespaces[namespace as NamespaceKey],
    name,
    spec: real(spec) as PolicySpec,
  }));
}

const lengthOf = (cidr: string): number => Number(cidr.split('/')[1]);

function holds(outer: string, inner: string): boolean {
  return network(inner.split('/')[0] ?? '', lengthOf(outer)) === outer;
}

/** The network of a length that an address is in. */
function network(address: string, length: number): string {
  const number = address.split('.').reduce((sum, byte) => sum * 256 + Number(byte), 0);
  const size = 2 ** (32 - length);
  const first = Math.floor(number / size) * size;
  return `${[24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256).join('.')}/${length}`;
}

const optional = <T>(arbitrary: fc.Arbitrary<T>, freq = 1): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined, freq });

const of = <T>(...weighted: readonly (readonly [number, T | fc.Arbitrary<T>])[]): fc.Arbitrary<T> =>
  fc.oneof(
    ...weighted.map(([weight, value]) => ({
      weight,
      arbitrary: value instanceof fc.Arbitrary ? value : fc.constant(value),
    })),
  );

const expressions = (
  key: string,
  values: readonly string[],
): fc.Arbitrary<NonNullable<LabelSelector['matchExpressions']>[number]> =>
  fc.oneof(
    fc.record({
      key: fc.constant(key),
      operator: fc.constantFrom('In', 'NotIn'),
      values: fc.subarray([...values], { minLength: 1, maxLength: 2 }),
    }),
    fc.record({ key: fc.constant(key), operator: fc.constantFrom('Exists', 'DoesNotExist') }),
  );

const podSelector: fc.Arbitrary<LabelSelector> = of<LabelSelector>(
  [4, {}],
  [4, fc.constantFrom('server', 'client', 'other').map((app) => ({ matchLabels: { app } }))],
  [1, fc.constantFrom('front', 'back').map((tier) => ({ matchLabels: { tier } }))],
  [1, fc.constantFrom(...Object.keys(PODS)).map((pod) => ({ matchLabels: { pod } }))],
  [2, expressions('app', ['server', 'client', 'other']).map((one) => ({ matchExpressions: [one] }))],
  [2, expressions('tier', ['front', 'back']).map((one) => ({ matchExpressions: [one] }))],
  [
    1,
    fc
      .tuple(fc.constantFrom('server', 'other'), expressions('tier', ['front', 'back']))
      .map(([app, one]) => ({ matchLabels: { app }, matchExpressions: [one] })),
  ],
);

const NAME = 'kubernetes.io/metadata.name';
const named = fc.constantFrom('a', 'b', 'c').map((key) => `namespace ${key}`);

const namespaceSelector: fc.Arbitrary<LabelSelector> = of<LabelSelector>(
  [3, {}],
  [4, named.map((name) => ({ matchLabels: { [NAME]: name } }))],
  [2, fc.constantFrom('x', 'y').map((team) => ({ matchLabels: { team } }))],
  [1, expressions('team', ['x', 'y']).map((one) => ({ matchExpressions: [one] }))],
  [1, expressions('stage', ['prod', 'test']).map((one) => ({ matchExpressions: [one] }))],
  [
    1,
    fc
      .uniqueArray(named, { minLength: 1, maxLength: 2 })
      .map((values) => ({ matchExpressions: [{ key: NAME, operator: 'In', values }] })),
  ],
);

const PLACES = [...Object.keys(PODS), ...Object.keys(OUTSIDE)];
const place = fc.constantFrom(...PLACES);
const block = (lengths: readonly number[]): fc.Arbitrary<string> =>
  fc.tuple(place, fc.constantFrom(...lengths)).map(([name, length]) => `${name}/${length}`);

const ipBlock: fc.Arbitrary<Peer> = fc
  .tuple(
    block([32, 32, 31, 30, 29, 24, 16, 8, 1, 0]),
    fc.array(block([32, 32, 31, 30, 28, 24]), { maxLength: 2 }),
  )
  .map(([cidr, except]) => ({ ipBlock: { cidr, ...(except.length === 0 ? {} : { except }) } }));

const peer: fc.Arbitrary<Peer> = of<Peer>(
  [3, fc.record({ podSelector })],
  [3, fc.record({ namespaceSelector })],
  [4, fc.record({ podSelector, namespaceSelector })],
  [3, ipBlock],
);

const port: fc.Arbitrary<PolicyPort> = of<PolicyPort>(
  [4, fc.constantFrom(8080, 8081, 9090).map((port) => ({ port }))],
  [1, fc.constantFrom(80, 81, 8079).map((port) => ({ port }))],
  [2, fc.constantFrom('web', 'metrics').map((port) => ({ port }))],
  [1, fc.constantFrom<PolicyPort>({ protocol: 'UDP', port: 8080 }, { protocol: 'UDP', port: 'dgram' })],
  [1, fc.constantFrom('TCP', 'UDP').map((protocol) => ({ protocol }))],
  [
    2,
    fc
      .tuple(fc.constantFrom(8079, 8080, 8081, 9089, 9090), fc.constantFrom(0, 1, 2, 1010))
      .map(([port, more]) => ({ protocol: 'TCP', port, endPort: port + more })),
  ],
);

/** Absent and empty both mean all. */
const peers = of<readonly Peer[] | undefined>(
  [1, undefined],
  [1, []],
  [7, fc.array(peer, { minLength: 1, maxLength: 2 })],
);
const ports = of<readonly PolicyPort[] | undefined>(
  [3, undefined],
  [1, []],
  [6, fc.array(port, { minLength: 1, maxLength: 2 })],
);

const dnsRule = fc
  .tuple(
    fc.constantFrom<Peer>(
      {
        namespaceSelector: { matchLabels: { [NAME]: 'kube-system' } },
        podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
      },
      { namespaceSelector: { matchLabels: { [NAME]: 'kube-system' } } },
      { podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } } },
      { namespaceSelector: {} },
    ),
    fc.subarray<PolicyPort>(
      [
        { protocol: 'UDP', port: 53 },
        { protocol: 'TCP', port: 53 },
        { protocol: 'UDP', port: 'dns' },
      ],
      {
        minLength: 1,
      },
    ),
  )
  .map(([to, ports]) => ({ to: [to], ports }));

const ingress = fc.array(fc.record({ from: peers, ports }), { maxLength: 2 });
const egress = fc.array(of([4, fc.record({ to: peers, ports })], [1, dnsRule]), { maxLength: 2 });

const spec: fc.Arbitrary<PolicySpec> = of<PolicySpec>(
  [1, { podSelector: {}, policyTypes: ['Ingress'] }],
  [1, { podSelector: {}, policyTypes: ['Egress'] }],
  [4, fc.record({ podSelector, policyTypes: fc.constantFrom(['Ingress'], []), ingress })],
  [4, fc.record({ podSelector, policyTypes: fc.constant(['Egress']), egress })],
  // What stands there is not in force where the types leave it out; without types it depends on what stands there.
  [
    4,
    fc.record({
      podSelector,
      policyTypes: fc.constantFrom(undefined, [], ['Ingress'], ['Egress'], ['Ingress', 'Egress']),
      ingress: optional(ingress, 3),
      egress: optional(egress, 3),
    }),
  ],
);

const keys = Object.keys(NAMESPACES) as NamespaceKey[];

const policySet: fc.Arbitrary<PolicySet> = fc
  .array(fc.record({ namespace: fc.constantFrom(...keys), spec }), { minLength: 1, maxLength: 5 })
  .map((policies) => policies.map((policy, at) => ({ ...policy, name: `p${at}` })));
