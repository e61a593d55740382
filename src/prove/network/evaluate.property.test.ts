import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { evaluate } from './evaluate.ts';
import { ruleToAdd } from './missing-rule.ts';
import type { Cluster, LabelSelector, Peer, Pod, PolicyPort, PolicySpec } from './model.ts';

/*
 * A second reading of networking.k8s.io/v1, slow and literal: every namespace, every label and every address is
 * gone through one by one, and addresses are compared as strings of bits.
 */
function reference(cluster: Cluster, from: Pod, to: Pod, port: number, protocol: string): boolean {
  if (from === to) return true;
  for (const [direction, here, there] of [
    ['Egress', from, to],
    ['Ingress', to, from],
  ] as const) {
    let isolated = false;
    let open = false;
    for (const policy of cluster.policies) {
      if (policy.namespace !== here.namespace) continue;
      let types = policy.spec.policyTypes ?? [];
      if (types.length === 0) types = policy.spec.egress?.length ? ['Ingress', 'Egress'] : ['Ingress'];
      if (!types.includes(direction)) continue;
      if (!selects(policy.spec.podSelector ?? {}, here.labels)) continue;
      isolated = true;
      const rules =
        direction === 'Egress'
          ? (policy.spec.egress ?? []).map((rule) => [rule.to, rule.ports] as const)
          : (policy.spec.ingress ?? []).map((rule) => [rule.from, rule.ports] as const);
      for (const [peers, ports] of rules) {
        const peerFits =
          !peers?.length || peers.some((peer) => fitsPeer(peer, there, policy.namespace, cluster));
        const portFits = !ports?.length || ports.some((each) => fitsPort(each, to, port, protocol));
        if (peerFits && portFits) open = true;
      }
    }
    if (isolated && !open) return false;
  }
  return true;
}

function selects(selector: LabelSelector, labels: Record<string, string>): boolean {
  for (const key in selector.matchLabels) if (labels[key] !== selector.matchLabels[key]) return false;
  for (const { key, operator, values } of selector.matchExpressions ?? []) {
    const there = key in labels;
    const listed = there && values !== undefined && values.indexOf(labels[key]!) >= 0;
    if (operator === 'In' && !listed) return false;
    if (operator === 'NotIn' && listed) return false;
    if (operator === 'Exists' && !there) return false;
    if (operator === 'DoesNotExist' && there) return false;
  }
  return true;
}

function fitsPeer(peer: Peer, pod: Pod, home: string, cluster: Cluster): boolean {
  if (peer.ipBlock) {
    const { cidr, except } = peer.ipBlock;
    return pod.addresses.some((ip) => within(ip, cidr) && !(except ?? []).some((hole) => within(ip, hole)));
  }
  const eligible: string[] = [];
  for (const { name, labels } of cluster.namespaces) {
    if (
      peer.namespaceSelector === undefined
        ? name === home
        : selects(peer.namespaceSelector, { ...labels, 'kubernetes.io/metadata.name': name })
    ) {
      eligible.push(name);
    }
  }
  return eligible.includes(pod.namespace) && selects(peer.podSelector ?? {}, pod.labels);
}

function fitsPort(entry: PolicyPort, to: Pod, port: number, protocol: string): boolean {
  if ((entry.protocol ?? 'TCP') !== protocol) return false;
  if (entry.port === undefined) return true;
  if (typeof entry.port === 'string') {
    return to.ports.some((own) => own.name === entry.port && own.port === port && own.protocol === protocol);
  }
  for (let each = entry.port; each <= (entry.endPort ?? entry.port); each++) if (each === port) return true;
  return false;
}

/** Addresses are written out in full by the generators below. */
function within(ip: string, cidr: string): boolean {
  const [network = '', length = ''] = cidr.split('/');
  return (
    bits(ip).length === bits(network).length && bits(ip).startsWith(bits(network).slice(0, Number(length)))
  );
}

function bits(ip: string): string {
  return ip.includes(':')
    ? ip
        .split(':')
        .map((group) => Number.parseInt(group, 16).toString(2).padStart(16, '0'))
        .join('')
    : ip
        .split('.')
        .map((byte) => Number(byte).toString(2).padStart(8, '0'))
        .join('');
}

const NAMESPACES = ['openclaw', 'monitoring', 'kube-system'];
const key = fc.constantFrom('app', 'tier', 'kubernetes.io/metadata.name');
const value = fc.constantFrom('a', 'b', 'openclaw', 'monitoring');
const labels = fc.dictionary(fc.constantFrom('app', 'tier'), value, { maxKeys: 2 });
const protocol = fc.constantFrom('TCP', 'UDP', 'SCTP' as const);
const port = fc.integer({ min: 1, max: 6 });
const portName = fc.constantFrom('web', 'dns');

const optional = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined });

const ipv4 = fc
  .tuple(fc.constantFrom(10, 11), fc.constantFrom(0, 1), fc.constantFrom(0, 128), fc.constantFrom(1, 2))
  .map((bytes) => bytes.join('.'));
const ipv6 = fc
  .tuple(fc.constantFrom('fd00', 'fd01'), fc.constantFrom('1', '2'))
  .map(([head, tail]) => `${head}:0:0:0:0:0:0:${tail}`);

const selector: fc.Arbitrary<LabelSelector> = fc.record({
  matchLabels: optional(fc.dictionary(key, value, { maxKeys: 1 })),
  matchExpressions: optional(
    fc.array(
      fc.oneof(
        fc.record({
          key,
          operator: fc.constantFrom('In', 'NotIn'),
          values: fc.array(value, { minLength: 1, maxLength: 2 }),
        }),
        fc.record({ key, operator: fc.constantFrom('Exists', 'DoesNotExist') }),
      ),
      { maxLength: 2 },
    ),
  ),
});

const cidr4 = (min: number, max: number): fc.Arbitrary<string> =>
  fc.tuple(ipv4, fc.integer({ min, max })).map(([ip, prefix]) => `${ip}/${prefix}`);

const block = fc.oneof(
  fc
    .record({ cidr: cidr4(0, 16), holes: fc.array(cidr4(17, 32), { maxLength: 2 }) })
    .map(({ cidr, holes }) => ({
      cidr,
      except: holes.filter((hole) => within(hole.split('/')[0] ?? '', cidr)),
    })),
  fc.record({
    cidr: fc.tuple(ipv6, fc.integer({ min: 0, max: 128 })).map(([ip, prefix]) => `${ip}/${prefix}`),
  }),
);

const peer: fc.Arbitrary<Peer> = fc.oneof(
  fc.record({ podSelector: selector }),
  fc.record({ namespaceSelector: selector }),
  fc.record({ podSelector: selector, namespaceSelector: selector }),
  fc.record({ ipBlock: block }),
);

const policyPort: fc.Arbitrary<PolicyPort> = fc.oneof(
  fc.record({ protocol: optional(protocol), port: optional(fc.oneof(port, portName)) }),
  fc
    .tuple(protocol, port, fc.integer({ min: 0, max: 3 }))
    .map(([protocol, port, more]) => ({ protocol, port, endPort: port + more })),
);

const peers = optional(fc.array(peer, { maxLength: 2 }));
const ports = optional(fc.array(policyPort, { maxLength: 2 }));

const spec: fc.Arbitrary<PolicySpec> = fc.record({
  podSelector: optional(selector),
  policyTypes: optional(fc.uniqueArray(fc.constantFrom('Ingress', 'Egress'), { maxLength: 2 })),
  ingress: optional(fc.array(fc.record({ from: peers, ports }), { maxLength: 2 })),
  egress: optional(fc.array(fc.record({ to: peers, ports }), { maxLength: 2 })),
});

const pod = (name: string): fc.Arbitrary<Pod> =>
  fc.record({
    namespace: fc.constantFrom(...NAMESPACES),
    name: fc.constant(name),
    labels,
    ports: fc.array(fc.record({ name: optional(portName), port, protocol }), { maxLength: 3 }),
    addresses: fc.tuple(ipv4, ipv6),
  });

const situation = fc.record({
  namespaces: fc.tuple(...NAMESPACES.map((name) => labels.map((given) => ({ name, labels: given })))),
  from: pod('source'),
  to: pod('target'),
  policies: fc.array(
    fc.record({ namespace: fc.constantFrom(...NAMESPACES), name: fc.constantFrom('p', 'q'), spec }),
    { maxLength: 4 },
  ),
  port,
  protocol,
});

it('evaluate agrees with a literal reading of the specification', () => {
  fc.assert(
    fc.property(situation, ({ namespaces, from, to, policies, port, protocol }) => {
      const cluster: Cluster = { namespaces, pods: [from, to], services: [], policies };
      const { allowed, invalid } = evaluate({ from, to: { pod: to }, port, protocol }, cluster);
      expect(invalid).toEqual([]);
      expect(allowed).toBe(reference(cluster, from, to, port, protocol) ? 'yes' : 'no');
    }),
    { numRuns: 3000 },
  );
});

it('a route is allowed once the missing rules are added', () => {
  fc.assert(
    fc.property(situation, ({ namespaces, from, to, policies, port, protocol }) => {
      const cluster: Cluster = { namespaces, pods: [from, to], services: [], policies };
      const [route] = evaluate({ from, to: { pod: to }, port, protocol }, cluster).routes;
      const added = (['egress', 'ingress'] as const).flatMap(
        (direction) => (route && ruleToAdd(route, direction)) ?? [],
      );
      const more = added.map(({ manifest: { metadata, spec } }) => ({
        ...metadata,
        spec: spec as PolicySpec,
      }));
      expect(reference({ ...cluster, policies: [...policies, ...more] }, from, to, port, protocol)).toBe(
        true,
      );
    }),
    { numRuns: 1000 },
  );
});

it('a decided answer stays the same when more of the cluster is known', () => {
  fc.assert(
    fc.property(situation, ({ namespaces, from, to, policies, port, protocol }) => {
      const full: Cluster = { namespaces, pods: [from, to], services: [], policies };
      const partial = { ...to, labels: {}, ports: [], partial: true };
      const little: Cluster = { namespaces: [], pods: [from, partial], services: [], policies };
      const connection = { from, to: { pod: to }, port, protocol };
      const before = evaluate(connection, little).allowed;
      if (before !== 'unknown') expect(evaluate(connection, full).allowed).toBe(before);
    }),
    { numRuns: 1000 },
  );
});
