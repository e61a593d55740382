import {
  effectiveEndpoint,
  type Environment,
  type GatewayConfig,
  TELEMETRY_PLUGIN,
} from '../../shared/config/index.ts';
import type { ExporterStatus, PluginStatus, TelemetryState } from '../../shared/protocol/status.ts';
import type { TelemetrySource } from '../telemetry/index.ts';

export interface TelemetryFacts {
  readonly config: GatewayConfig;
  readonly env: Environment;
  readonly plugins: readonly PluginStatus[];
  readonly source: TelemetrySource | undefined;
}

/** Whether configured telemetry can work. OpenClaw does not report this. */
export function telemetryState(facts: TelemetryFacts): TelemetryState {
  const { enabled, otel } = facts.config.diagnostics;
  if (!enabled || !otel.enabled || !otel.metrics) return { configured: false, working: false, problem: null };
  const problem = pluginProblem(facts.plugins) ?? configProblem(facts) ?? exportProblem(facts.source);
  return { configured: true, working: problem === null, problem };
}

function pluginProblem(plugins: readonly PluginStatus[]): string | null {
  const ofThatId = plugins.filter(({ id }) => id === TELEMETRY_PLUGIN);
  const plugin = ofThatId.find(({ enabled }) => enabled) ?? ofThatId[0];
  if (!plugin) {
    return `plugin "${TELEMETRY_PLUGIN}" is not found; it comes bundled, so the installation is incomplete`;
  }
  if (!plugin.enabled)
    return `plugin "${TELEMETRY_PLUGIN}" is off: ${plugin.reason}; ${remedy(plugin.reason)}`;
  return plugin.state === 'failed' ? `plugin "${TELEMETRY_PLUGIN}" failed: ${plugin.error}` : null;
}

function remedy(reason: string): string {
  switch (reason) {
    case 'plugins disabled':
      return 'set plugins.enabled to true';
    case 'blocked by denylist':
      return 'take it out of plugins.deny';
    case 'not in allowlist':
      return 'add it to plugins.allow';
    default:
      return `set plugins.entries.${TELEMETRY_PLUGIN}.enabled to true`;
  }
}

function configProblem({ config, env }: TelemetryFacts): string | null {
  const { otel } = config.diagnostics;
  if (otel.protocol === 'grpc') {
    return 'diagnostics.otel.protocol is "grpc", which is not supported here; set it to "http/protobuf"';
  }
  const endpoint = effectiveEndpoint(otel, 'metrics', env);
  return endpoint.ok ? null : endpoint.problem;
}

function exportProblem(source: TelemetrySource | undefined): string | null {
  if (!source) return `plugin "${TELEMETRY_PLUGIN}" runs but shows no exporter`;
  const off = source.offReason?.() ?? null;
  if (off !== null) return `plugin "${TELEMETRY_PLUGIN}" exports nothing: ${off}`;
  const exporter: ExporterStatus | null = source.exporter();
  if (exporter?.state !== 'failing') return null;
  return `pushes to ${exporter.endpoint} fail: ${exporter.lastError?.message ?? 'no reason known'}`;
}
