import { z } from 'zod';
import { optional, stringMap, text } from './shape-parts.ts';

const modeShape = z.object({ mode: text });

const shape = z.object({
  spec: optional(
    z.object({
      selector: optional(z.object({ matchLabels: optional(stringMap) })),
      mtls: optional(modeShape),
      portLevelMtls: optional(z.record(z.string(), modeShape)),
    }),
  ),
});

export type PeerAuthentication = NonNullable<z.output<typeof shape>['spec']>;

/**
 * The spec of a PeerAuthentication of Istio; empty where it cannot be read.
 *
 * @see https://istio.io/latest/docs/reference/config/security/peer_authentication/
 */
export function peerAuthentication(content: unknown): Partial<PeerAuthentication> {
  return shape.safeParse(content).data?.spec ?? {};
}
