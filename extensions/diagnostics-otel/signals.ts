import {
  effectiveEndpoint,
  type EffectiveEndpoint,
  type GatewayConfig,
  type OtelConfig,
  type Signal,
} from '../../src/emit/plugin-api/index.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Why a signal is disabled: by the config, or by the variables of OpenTelemetry's specification
 * (https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/). Null where it is enabled.
 */
export function offReason({ diagnostics }: GatewayConfig, signal: Signal, env: Environment): string | null {
  if (!diagnostics.enabled) return 'diagnostics.enabled is false';
  if (!diagnostics.otel.enabled) return 'diagnostics.otel.enabled is false';
  if (!diagnostics.otel[signal]) return `diagnostics.otel.${signal} is false`;
  if (env['OTEL_SDK_DISABLED']?.toLowerCase() === 'true') return 'OTEL_SDK_DISABLED is true';
  const variable = `OTEL_${signal.toUpperCase()}_EXPORTER`;
  return env[variable] === 'none' ? `${variable} is none` : null;
}

/** Where a signal is pushed to, or why it cannot be. */
export function endpointOf(otel: OtelConfig, signal: Signal, env: Environment): EffectiveEndpoint {
  if (otel.protocol === 'grpc') {
    return {
      ok: false,
      problem:
        'diagnostics.otel.protocol is "grpc", which is not supported here, nor received by Prometheus; set it to "http/protobuf", and the endpoint to the HTTP port',
    };
  }
  return effectiveEndpoint(otel, signal, env);
}
