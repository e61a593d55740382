import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { CalicoEntity, CalicoPolicy, CalicoRule } from './calico/model.ts';
import type { CiliumEntry, CiliumPolicy } from './cilium/model.ts';
import { evaluate } from './evaluate.ts';
import { ruleToAdd } from './missing-rule.ts';
import type { Cluster, Direction, Pod } from './model.ts';

const NAMESPACES = ['openclaw', 'monitoring'];
const value = fc.constantFrom('a', 'b');
const labels = fc.dictionary(fc.constantFrom('app', 'tier'), value, { maxKeys: 2 });
const namespace = fc.constantFrom(...NAMESPACES);
const port = fc.integer({ min: 1, max: 4 });

const optional = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined });

const pod = (name: string): fc.Arbitrary<Pod> =>
  fc.record({
    namespace,
    name: fc.constant(name),
    labels,
    ports: fc.constant([]),
    addresses: fc.constantFrom(['10.1.0.5'], ['10.2.0.9']),
  });

const ciliumSelector = fc.record({
  matchLabels: fc.oneof(
    labels,
    namespace.map((name) => ({ 'k8s:io.kubernetes.pod.namespace': name })),
    value.map((team) => ({ 'io.cilium.k8s.namespace.labels.team': team })),
  ),
});

const entry: fc.Arbitrary<CiliumEntry> = fc
  .tuple(
    fc.oneof(
      fc.record({ endpoints: fc.array(ciliumSelector, { maxLength: 2 }) }),
      fc.record({ entities: fc.array(fc.constantFrom('all', 'cluster', 'world', 'host'), { maxLength: 2 }) }),
      fc.record({ cidr: fc.constant(['10.0.0.0/8']) }),
      fc.constant({}),
    ),
    optional(
      fc.array(
        fc.record({
          ports: fc.array(
            fc.record({ port: port.map(String), protocol: fc.constantFrom('TCP', 'ANY', 'UDP') }),
            {
              maxLength: 2,
            },
          ),
          unjudged: fc.constant([]),
        }),
        { maxLength: 2 },
      ),
    ),
  )
  .map(([peers, toPorts]) => ({ ...peers, toPorts, unjudged: [] }));

const entries = optional(fc.array(entry, { maxLength: 2 }));

const ciliumPolicy: fc.Arbitrary<CiliumPolicy> = fc
  .record({
    clusterwide: fc.boolean(),
    namespace,
    name: fc.constantFrom('p', 'q'),
    endpointSelector: ciliumSelector,
    ingress: entries,
    egress: entries,
    ingressDeny: optional(fc.array(entry, { maxLength: 1 })),
    egressDeny: optional(fc.array(entry, { maxLength: 1 })),
    off: fc.boolean(),
  })
  .map(({ clusterwide, namespace, name, off, ...rule }) => ({
    kind: clusterwide ? 'cilium.io/CiliumClusterwideNetworkPolicy' : 'cilium.io/CiliumNetworkPolicy',
    namespace,
    name,
    rules: [
      {
        ...rule,
        path: ['spec'],
        enableDefaultDeny: off ? { egress: false } : undefined,
        unjudged: [],
      },
    ],
  }));

const term = fc
  .tuple(fc.constantFrom('app', 'tier'), fc.constantFrom('==', '!='), value)
  .map(([key, operator, text]) => `${key} ${operator} "${text}"`);

const entity: fc.Arbitrary<CalicoEntity> = fc.record({
  selector: optional(
    fc.oneof(
      term,
      fc.constant('all()'),
      term.map((text) => `!(${text}) || has(app)`),
    ),
  ),
  namespaceSelector: optional(
    fc.oneof(
      fc.constant('all()'),
      namespace.map((name) => `projectcalico.org/name == "${name}"`),
      fc.constant('team == "a"'),
    ),
  ),
  notSelector: optional(term),
  nets: optional(fc.constantFrom(['10.1.0.0/16'], ['10.0.0.0/8'])),
  unjudged: fc.constant([]),
});

const rule: fc.Arbitrary<CalicoRule> = fc.record({
  action: fc.constantFrom('Allow', 'Deny', 'Log', 'Pass'),
  protocol: optional(fc.constantFrom('TCP', 'UDP')),
  source: entity,
  destination: fc
    .tuple(entity, optional(fc.array(port, { maxLength: 2 })))
    .map(([end, ports]) => ({ ...end, ports })),
  unjudged: fc.constant([]),
});

const calicoPolicy: fc.Arbitrary<CalicoPolicy> = fc
  .record({
    isGlobal: fc.boolean(),
    namespace,
    name: fc.constantFrom('p', 'q'),
    tier: fc.constantFrom('default', 'first'),
    order: optional(fc.integer({ min: 1, max: 3 })),
    selector: optional(term),
    types: fc.uniqueArray(fc.constantFrom('Ingress', 'Egress'), { minLength: 1 }),
    ingress: fc.array(rule, { maxLength: 2 }),
    egress: fc.array(rule, { maxLength: 2 }),
  })
  .map(({ isGlobal, ...policy }) => ({
    ...policy,
    kind: `projectcalico.org/${isGlobal ? 'GlobalNetworkPolicy' : 'NetworkPolicy'}`,
    nodesOnly: false,
    unjudged: [],
  }));

const situation = fc.record({
  namespaces: fc.tuple(...NAMESPACES.map((name) => value.map((team) => ({ name, labels: { team } })))),
  from: pod('source'),
  to: pod('target'),
  plugin: fc.oneof(
    fc.record({ cilium: fc.array(ciliumPolicy, { minLength: 1, maxLength: 3 }) }),
    fc.record({
      calico: fc.array(calicoPolicy, { minLength: 1, maxLength: 3 }),
      calicoTiers: fc.constantFrom(
        [{ name: 'first', order: 1 }],
        [{ name: 'first', order: 1, defaultAction: 'Pass' }],
      ),
    }),
  ),
  port,
});

it('policies of Cilium and Calico are decided where everything is known', () => {
  fc.assert(
    fc.property(situation, ({ namespaces, from, to, plugin, port }) => {
      const cluster: Cluster = { namespaces, pods: [from, to], services: [], policies: [], ...plugin };
      const { allowed } = evaluate({ from, to: { pod: to }, port, protocol: 'TCP' }, cluster);
      expect(allowed).not.toBe('unknown');
    }),
    { numRuns: 800 },
  );
});

it('a decided answer of Cilium and Calico stays the same when more of the cluster is known', () => {
  fc.assert(
    fc.property(situation, ({ namespaces, from, to, plugin, port }) => {
      const full: Cluster = { namespaces, pods: [from, to], services: [], policies: [], ...plugin };
      const partial = { ...to, labels: {}, addresses: [], partial: true };
      const little: Cluster = { ...full, namespaces: [], pods: [from, partial] };
      const connection = { from, to: { pod: to }, port, protocol: 'TCP' as const };
      const before = evaluate(connection, little).allowed;
      if (before !== 'unknown') expect(evaluate(connection, full).allowed).toBe(before);
    }),
    { numRuns: 1000 },
  );
});

it('a direction is allowed once the missing rule is added to its policy, or as a separate one', () => {
  fc.assert(
    fc.property(situation, ({ namespaces, from, to, plugin, port }) => {
      const cluster: Cluster = { namespaces, pods: [from, to], services: [], policies: [], ...plugin };
      const connection = { from, to: { pod: to }, port, protocol: 'TCP' as const };
      for (const direction of ['egress', 'ingress'] as const) {
        const [route] = evaluate(connection, cluster).routes;
        const missing = route && ruleToAdd(route, direction);
        if (!missing) continue;
        const added = withRule(cluster, missing, direction);
        expect(evaluate(connection, added).routes[0]?.[direction].allowed).toBe('yes');
      }
    }),
    { numRuns: 800 },
  );
});

/** The cluster with the rule at the end of its policy; where a policy is left as it is, with the separate one. */
function withRule(
  cluster: Cluster,
  { policy, list, rule, manifest }: NonNullable<ReturnType<typeof ruleToAdd>>,
  direction: Direction,
): Cluster {
  const isIt = (other: { kind: string; namespace: string; name: string }): boolean =>
    other.kind === policy.kind && other.namespace === policy.namespace && other.name === policy.name;
  if (cluster.cilium) {
    const given = rule as Record<string, never>;
    const own: CiliumEntry = {
      endpoints: given['toEndpoints'] ?? given['fromEndpoints'],
      toPorts: (given['toPorts'] as unknown as { ports: [] }[]).map((ports) => ({ ...ports, unjudged: [] })),
      unjudged: [],
    };
    const separate = { ...(manifest.spec as { endpointSelector: object }), path: ['spec'], unjudged: [] };
    return {
      ...cluster,
      cilium: list
        ? cluster.cilium.map((one) =>
            isIt(one)
              ? {
                  ...one,
                  rules: one.rules.map((each) => ({
                    ...each,
                    [direction]: [...(each[direction] ?? []), own],
                  })),
                }
              : one,
          )
        : [
            ...cluster.cilium,
            {
              kind: 'cilium.io/CiliumNetworkPolicy',
              ...manifest.metadata,
              rules: [{ ...separate, [direction]: [own] }],
            },
          ],
    };
  }
  const given = rule as { destination: object; source?: object };
  const own = {
    ...rule,
    source: { ...given.source, unjudged: [] },
    destination: { ...given.destination, unjudged: [] },
    unjudged: [],
  } as unknown as CalicoRule;
  const calico = cluster.calico ?? [];
  return {
    ...cluster,
    calico: list
      ? calico.map((one) => (isIt(one) ? { ...one, [direction]: [...(one[direction] ?? []), own] } : one))
      : [
          ...calico,
          {
            ...(manifest.spec as CalicoPolicy),
            ...manifest.metadata,
            kind: 'projectcalico.org/NetworkPolicy',
            [direction]: [own],
            nodesOnly: false,
            unjudged: [],
          },
        ],
  };
}
