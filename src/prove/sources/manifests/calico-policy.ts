import { z } from 'zod';
import type { CalicoEntity, CalicoPolicy, CalicoRule, CalicoTier, PolicyRef } from '../../network/index.ts';
import { flag, number, optional, text } from './shape-parts.ts';
import { unknownFields } from './unknown-fields.ts';

const words = optional(z.array(z.string()));
const ports = optional(z.array(z.union([z.number(), z.string()])));
const protocol = optional(z.union([z.string(), z.number()]));

const entityShape = z.looseObject({
  nets: words,
  notNets: words,
  selector: text,
  notSelector: text,
  namespaceSelector: text,
  ports,
  notPorts: ports,
  services: optional(z.object({ name: text, namespace: text })),
});

const ruleShape = z.looseObject({
  action: z.string(),
  protocol,
  notProtocol: protocol,
  ipVersion: number,
  source: optional(entityShape),
  destination: optional(entityShape),
  // For people.
  metadata: z.unknown().optional(),
});

const rules = optional(z.array(ruleShape));

const specShape = z.looseObject({
  tier: text,
  order: number,
  selector: text,
  namespaceSelector: text,
  serviceAccountSelector: text,
  types: words,
  ingress: rules,
  egress: rules,
  doNotTrack: flag,
  preDNAT: flag,
  // These change where nodes apply a policy, not what it says about pods.
  applyOnForward: flag,
  performanceHints: z.unknown().optional(),
});

const policyShape = z.object({ spec: optional(specShape) });

const tierShape = z.object({ spec: optional(z.object({ order: number, defaultAction: text })) });

/**
 * A NetworkPolicy or GlobalNetworkPolicy of Calico: projectcalico.org/v3, or as Calico stores it. Fields that are not
 * understood are named in `unjudged`.
 *
 * @throws {z.ZodError}
 */
export function calicoPolicy(ref: PolicyRef, content: unknown): CalicoPolicy {
  const { spec = specShape.parse({}) } = policyShape.parse(content);
  return {
    ...ref,
    tier: orAbsent(spec.tier) ?? 'default',
    order: spec.order,
    selector: orAbsent(spec.selector),
    namespaceSelector: orAbsent(spec.namespaceSelector),
    serviceAccountSelector: orAbsent(spec.serviceAccountSelector),
    types: spec.types,
    ingress: spec.ingress?.map(ruleOf),
    egress: spec.egress?.map(ruleOf),
    nodesOnly: spec.doNotTrack === true || spec.preDNAT === true,
    unjudged: unknownFields(spec, Object.keys(specShape.shape)),
  };
}

/** @throws {z.ZodError} */
export function calicoTier(name: string, content: unknown): CalicoTier {
  const { spec } = tierShape.parse(content);
  return { name, order: spec?.order, defaultAction: spec?.defaultAction };
}

function ruleOf(rule: z.output<typeof ruleShape>): CalicoRule {
  return {
    action: rule.action,
    protocol: rule.protocol,
    notProtocol: rule.notProtocol,
    ipVersion: rule.ipVersion,
    source: entityOf(rule.source),
    destination: entityOf(rule.destination),
    unjudged: unknownFields(rule, Object.keys(ruleShape.shape)),
  };
}

function entityOf(entity: z.output<typeof entityShape> | undefined): CalicoEntity {
  if (!entity) return { unjudged: [] };
  const { nets, notNets, ports, notPorts, services } = entity;
  return {
    nets,
    notNets,
    ports,
    notPorts,
    services,
    selector: orAbsent(entity.selector),
    notSelector: orAbsent(entity.notSelector),
    namespaceSelector: orAbsent(entity.namespaceSelector),
    unjudged: unknownFields(entity, Object.keys(entityShape.shape)),
  };
}

/** The empty text is the default, as if the field were not there. */
function orAbsent(value: string | undefined): string | undefined {
  return value === '' ? undefined : value;
}
