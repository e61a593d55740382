import { z } from 'zod';

const shape = z.object({
  protocols: z.object({ http: z.object({ endpoint: z.string().nullish() }).nullish().optional() }).nullish(),
});

/** @see https://github.com/open-telemetry/opentelemetry-collector/blob/main/receiver/otlpreceiver */
const DEFAULT_ENDPOINT = 'localhost:4318';

/** Address on which an otlp receiver listens for HTTP; undefined where it does not speak HTTP. */
export function otlpHttpEndpoint(receiver: unknown): string | undefined {
  const protocols = shape.safeParse(receiver).data?.protocols ?? {};
  return 'http' in protocols ? (protocols.http?.endpoint ?? DEFAULT_ENDPOINT) : undefined;
}
