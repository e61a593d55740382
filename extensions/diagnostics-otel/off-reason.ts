import type { GatewayConfig } from '../../src/plugin-api/index.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Why no metrics are wanted: by the config, or by the variables of OpenTelemetry's specification
 * (https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/). Null where they are.
 */
export function offReason({ diagnostics }: GatewayConfig, env: Environment): string | null {
  if (!diagnostics.enabled) return 'diagnostics.enabled is false';
  if (!diagnostics.otel.enabled) return 'diagnostics.otel.enabled is false';
  if (!diagnostics.otel.metrics) return 'diagnostics.otel.metrics is false';
  if (env['OTEL_SDK_DISABLED']?.toLowerCase() === 'true') return 'OTEL_SDK_DISABLED is true';
  if (env['OTEL_METRICS_EXPORTER'] === 'none') return 'OTEL_METRICS_EXPORTER is none';
  return null;
}
