import { effectiveEndpoint, type EffectiveEndpoint, type OtelConfig } from '../../src/plugin-api/index.ts';
import type { Environment } from './off-reason.ts';

/** Where metrics are pushed to, or why they cannot be. */
export function metricsEndpoint(otel: OtelConfig, env: Environment): EffectiveEndpoint {
  if (otel.protocol === 'grpc') {
    return {
      ok: false,
      problem:
        'diagnostics.otel.protocol is "grpc", which is not spoken here, nor received by Prometheus; set it to "http/protobuf", and the endpoint to the HTTP port',
    };
  }
  return effectiveEndpoint(otel, 'metrics', env);
}
