import { configSchema, type GatewayConfig, TELEMETRY_PLUGIN } from '../../shared/config/index.ts';
import type { Environment } from '../../shared/config/index.ts';
import type { OpenClawConfig } from './openclaw.ts';

/** Where the settings are that OpenClaw's own `diagnostics.otel` does not have. */
export const SETTINGS_PATH = `plugins.entries.${TELEMETRY_PLUGIN}.config`;

/**
 * Settings of this plugin, with what differs from the gateway of this project: OpenClaw refuses to start where one of
 * them is in `diagnostics.otel`. The key of a session holds the id of a chat, and there is no end to them.
 */
export const OWN_SETTINGS = {
  serviceNamespace: {},
  serviceInstanceId: {},
  sessionKey: { default: 'drop' },
  seriesLimit: {},
  timeoutMs: {},
  sdkMetrics: {},
} as const;

/** The gateway's port where its configuration has none. */
const DEFAULT_PORT = 18_789;

export type SettingsReading =
  | { readonly ok: true; readonly config: GatewayConfig; readonly notes: readonly string[] }
  | { readonly ok: false; readonly problem: string };

/**
 * OpenClaw's settings as the configuration of this project: `diagnostics`, the gateway's port, and this plugin's own
 * settings. Where OpenClaw reads the environment as well, so does this.
 */
export function readSettings(
  { gateway, diagnostics }: OpenClawConfig,
  pluginConfig: Readonly<Record<string, unknown>>,
  env: Environment,
): SettingsReading {
  const otel = diagnostics?.otel ?? {};
  const reading = configSchema.safeParse({
    gateway: { port: Number(env['OPENCLAW_GATEWAY_PORT']) || (gateway?.port ?? DEFAULT_PORT) },
    diagnostics: {
      enabled: diagnostics?.enabled ?? false,
      otel: {
        sessionKey: OWN_SETTINGS.sessionKey.default,
        ...otel,
        ...pluginConfig,
        serviceName: textOf(otel['serviceName']) ?? textOf(env['OTEL_SERVICE_NAME']) ?? 'openclaw',
        ...(otel['flushIntervalMs'] === 0 && { flushIntervalMs: 1_000 }),
        logs: false,
      },
    },
  });
  if (!reading.success) {
    const [issue] = reading.error.issues;
    const path = issue?.path.join('.') ?? 'the configuration';
    const key = String(issue?.path.at(-1));
    const shown = key in pluginConfig ? `${SETTINGS_PATH}.${key}` : path;
    return { ok: false, problem: `${shown}: ${issue?.message ?? 'is not valid'}` };
  }
  const notes =
    otel['logs'] === true
      ? [
          'diagnostics.otel.logs is true, but this plugin exports no logs: it exports metrics, and traces where diagnostics.otel.traces is true',
        ]
      : [];
  return { ok: true, config: reading.data, notes };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}
