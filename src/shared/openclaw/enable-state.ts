import {
  type EnableState,
  type PluginsConfig,
  resolveEnableState,
  TELEMETRY_PLUGIN,
} from '../config/index.ts';
import type { GatewayTarget } from './target.ts';

/** Whether the rules turn the plugin on, and whether that holds only if it is installed. */
export interface TelemetryPluginState extends EnableState {
  /** The plugin is no part of the package: the configuration does not show whether it is installed. */
  readonly isExternal: boolean;
  /** An entry of the configuration names it. */
  readonly isNamed: boolean;
}

/** Whether the plugin diagnostics-otel is on by the configuration, by the rules of a release. */
export function telemetryPluginState(
  target: GatewayTarget | undefined,
  plugins: PluginsConfig,
): TelemetryPluginState {
  const facts = target?.product === 'openclaw' ? target.release.facts : undefined;
  const isNamed = plugins.entries[TELEMETRY_PLUGIN] !== undefined;
  const isExternal = facts?.packaging?.kind === 'external';
  const state =
    facts?.enableRules === '2026.9'
      ? installedPluginState(plugins)
      : resolveEnableState(TELEMETRY_PLUGIN, isExternal ? 'global' : 'bundled', plugins);
  return { ...state, isExternal, isNamed };
}

/** The rules of OpenClaw 2026.9 for a plugin that is installed for all workspaces; the first that matches wins. */
function installedPluginState({ enabled, deny, allow, entries }: PluginsConfig): EnableState {
  const off = (reason: string): EnableState => ({ enabled: false, reason });
  if (!enabled) return off('plugins disabled');
  if (deny.includes(TELEMETRY_PLUGIN)) return off('blocked by denylist');
  if (entries[TELEMETRY_PLUGIN]?.enabled === false) return off('disabled in config');
  if (allow.length > 0 && !allow.includes(TELEMETRY_PLUGIN)) return off('not in allowlist');
  return { enabled: true, reason: '' };
}
