import { z } from 'zod';
import { addressOf, type Listener } from '../backend/listen-address.ts';
import type { CollectorConfig } from './shape.ts';

const protocol = z
  .object({ endpoint: z.string().nullish(), tls: z.unknown().optional() })
  .nullish()
  .optional();

const shape = z.object({ protocols: z.object({ http: protocol, grpc: protocol }).nullish() });

/** @see https://github.com/open-telemetry/opentelemetry-collector/blob/main/receiver/otlpreceiver */
const DEFAULTS = { http: 'localhost:4318', grpc: 'localhost:4317' } as const;

/** Address on which an otlp receiver listens for HTTP; undefined where it does not speak HTTP. */
export function otlpHttpEndpoint(receiver: unknown): string | undefined {
  const protocols = shape.safeParse(receiver).data?.protocols ?? {};
  return 'http' in protocols ? (protocols.http?.endpoint ?? DEFAULTS.http) : undefined;
}

/**
 * Addresses of the otlp receivers in use; undefined where one is written with a variable as its port, or cannot be read.
 */
export function collectorListeners({ receivers, service }: CollectorConfig): readonly Listener[] | undefined {
  const used = new Set(Object.values(service.pipelines).flatMap((pipeline) => pipeline.receivers));
  const otlp = [...used].filter((name) => name.split('/')[0] === 'otlp' && name in receivers);
  const addresses = otlp.flatMap((name) => {
    const protocols = shape.safeParse(receivers[name]).data?.protocols;
    if (!protocols) return [undefined];
    return (['http', 'grpc'] as const)
      .filter((speaks) => speaks in protocols)
      .map((speaks) => {
        const { endpoint, tls } = protocols[speaks] ?? {};
        const address = addressOf(endpoint ?? DEFAULTS[speaks], tls !== undefined && tls !== null, speaks);
        return address && { ...address, receiver: name };
      });
  });
  const known = addresses.filter((address) => address !== undefined);
  return known.length === addresses.length ? known : undefined;
}
