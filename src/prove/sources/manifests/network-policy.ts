import { z } from 'zod';
import type { NetworkPolicy } from '../../network/index.ts';
import { number, optional, stringMap, text } from './shape-parts.ts';

export const selectorShape = z.object({
  matchLabels: optional(stringMap),
  matchExpressions: optional(
    z.array(z.object({ key: z.string(), operator: z.string(), values: optional(z.array(z.string())) })),
  ),
});

const peersShape = optional(
  z.array(
    z.object({
      podSelector: optional(selectorShape),
      namespaceSelector: optional(selectorShape),
      ipBlock: optional(z.object({ cidr: z.string(), except: optional(z.array(z.string())) })),
    }),
  ),
);

const portsShape = optional(
  z.array(
    z.object({
      protocol: text,
      port: optional(z.union([z.number(), z.string()])),
      endPort: number,
    }),
  ),
);

const policyShape = z.object({
  spec: z.object({
    podSelector: optional(selectorShape),
    policyTypes: optional(z.array(z.string())),
    ingress: optional(z.array(z.object({ from: peersShape, ports: portsShape }))),
    egress: optional(z.array(z.object({ to: peersShape, ports: portsShape }))),
  }),
}) satisfies z.ZodType<Pick<NetworkPolicy, 'spec'>>;

/**
 * The spec of a NetworkPolicy of networking.k8s.io/v1.
 *
 * @throws {z.ZodError}
 */
export function policySpec(content: unknown): NetworkPolicy['spec'] {
  return policyShape.parse(content).spec;
}
