import { z } from 'zod';
import type { Service } from '../../network/index.ts';
import { listOf, optional, protocol, stringMap, text } from './shape-parts.ts';

const serviceShape = z.object({
  spec: z.object({
    type: text,
    externalName: text,
    clusterIP: text,
    clusterIPs: listOf(z.string()),
    selector: optional(stringMap),
    ports: listOf(
      z.object({
        name: text,
        port: z.number(),
        targetPort: optional(z.union([z.number(), z.string()])),
        protocol,
      }),
    ),
  }),
});

/**
 * A Service of the core API, without its name.
 *
 * @throws {z.ZodError}
 */
export function serviceOf(content: unknown): Omit<Service, 'namespace' | 'name'> {
  const { spec } = serviceShape.parse(content);
  const addresses = [...spec.clusterIPs, ...(spec.clusterIP ? [spec.clusterIP] : [])];
  return {
    selector: spec.selector,
    ports: spec.ports.map(({ targetPort, ...port }) => ({ ...port, targetPort: targetPort ?? port.port })),
    clusterIPs: [...new Set(addresses)].filter((address) => address !== 'None'),
    ...(addresses.includes('None') ? { headless: true } : {}),
    ...(spec.type === 'ExternalName' ? { externalName: spec.externalName ?? '' } : {}),
  };
}
