import { z } from 'zod';
import type { CiliumEntry, CiliumPolicy, CiliumPorts, CiliumRule } from '../../network/index.ts';
import { selectorShape } from './network-policy.ts';
import { flag, number, optional, text } from './shape-parts.ts';
import { unknownFields } from './unknown-fields.ts';

const anyList = optional(z.array(z.unknown()));
const words = optional(z.array(z.string()));
/** Ports are strings; the API server also takes a number. */
const portText = optional(z.union([z.string(), z.number()]).transform(String));

const portsShape = z.looseObject({
  ports: optional(z.array(z.object({ port: portText, endPort: number, protocol: text }))),
  rules: optional(
    z.looseObject({
      dns: optional(z.array(z.object({ matchPattern: text }))),
      http: anyList,
    }),
  ),
});

const entryShape = z.looseObject({
  endpoints: optional(z.array(selectorShape)),
  entities: words,
  cidr: words,
  cidrSet: optional(z.array(z.object({ cidr: text, except: words }))),
  services: optional(
    z.array(
      z.object({
        k8sService: optional(z.object({ serviceName: text, namespace: text })),
        k8sServiceSelector: z.unknown().optional(),
      }),
    ),
  ),
  fqdns: anyList,
  nodes: anyList,
  groups: anyList,
  toPorts: optional(z.array(portsShape)),
  icmps: anyList,
  authentication: optional(z.object({ mode: text })),
});

const ruleShape = z.looseObject({
  endpointSelector: optional(selectorShape),
  nodeSelector: optional(selectorShape),
  enableDefaultDeny: optional(z.object({ ingress: flag, egress: flag })),
  ingress: anyList,
  ingressDeny: anyList,
  egress: anyList,
  egressDeny: anyList,
});

const policyShape = z.object({ spec: z.unknown().optional(), specs: anyList });

/** Fields of a rule that change nothing about who may connect. */
const HARMLESS = ['labels', 'description', 'log'];

/** Names of the peers as they are written, behind `from` or `to`. */
const PEERS: Readonly<Record<string, string>> = {
  Endpoints: 'endpoints',
  Entities: 'entities',
  CIDR: 'cidr',
  CIDRSet: 'cidrSet',
  Services: 'services',
  FQDNs: 'fqdns',
  Nodes: 'nodes',
  Groups: 'groups',
};

/**
 * The rules of a CiliumNetworkPolicy or CiliumClusterwideNetworkPolicy of cilium.io/v2. Fields that are not understood
 * are named in `unjudged`.
 *
 * @throws {z.ZodError}
 */
export function ciliumRules(content: unknown): CiliumPolicy['rules'] {
  const { spec, specs = [] } = policyShape.parse(content);
  return [
    ...(spec === undefined || spec === null ? [] : [ruleOf(spec, ['spec'])]),
    ...specs.map((rule, index) => ruleOf(rule, ['specs', index])),
  ];
}

function ruleOf(content: unknown, path: CiliumRule['path']): CiliumRule {
  const rule = ruleShape.parse(content);
  const entries = (list: readonly unknown[] | undefined, side: 'from' | 'to'): CiliumEntry[] | undefined =>
    list?.map((entry) => entryOf(entry, side));
  return {
    path,
    endpointSelector: rule.endpointSelector,
    nodeSelector: rule.nodeSelector,
    enableDefaultDeny: rule.enableDefaultDeny,
    ingress: entries(rule.ingress, 'from'),
    ingressDeny: entries(rule.ingressDeny, 'from'),
    egress: entries(rule.egress, 'to'),
    egressDeny: entries(rule.egressDeny, 'to'),
    unjudged: unknownFields(rule, [...Object.keys(ruleShape.shape), ...HARMLESS]),
  };
}

function entryOf(content: unknown, side: 'from' | 'to'): CiliumEntry {
  const given = z.record(z.string(), z.unknown()).nullish().parse(content) ?? {};
  const named = Object.entries(given).map(([key, value]) => [PEERS[key.slice(side.length)] ?? key, value]);
  const { authentication, toPorts, ...entry } = entryShape.parse(Object.fromEntries(named));
  const peers = Object.values(PEERS).filter((key) => entry[key] !== undefined);
  const isAuthenticated = authentication && authentication.mode !== 'disabled';
  return {
    ...entry,
    toPorts: toPorts?.map(portsOf),
    unjudged: [
      ...unknownFields(entry, Object.keys(entryShape.shape)),
      ...(isAuthenticated ? ['authentication'] : []),
      ...(peers.length > 1
        ? [`the combination of ${peers.map((key) => `${side} ${key}`).join(' and ')}`]
        : []),
    ],
  };
}

function portsOf(ports: z.output<typeof portsShape>): CiliumPorts {
  const { rules } = ports;
  return {
    ports: ports.ports,
    rules: rules && {
      dns: rules.dns,
      unjudged: [
        ...unknownFields(rules, ['dns', 'http']),
        ...(rules.http && rules.http.length > 0 ? ['http'] : []),
      ].map((key) => `rules.${key}`),
    },
    unjudged: unknownFields(ports, Object.keys(portsShape.shape)),
  };
}
