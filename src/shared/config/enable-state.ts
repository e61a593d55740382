import type { PluginsConfig } from './schema.ts';

/** Where a plugin was found. */
export type PluginOrigin = 'config' | 'workspace' | 'global' | 'bundled';

export interface EnableState {
  readonly enabled: boolean;
  /** Why, in OpenClaw's words; empty for a plugin that is on. */
  readonly reason: string;
}

/** The bundled plugin that records and exports the metrics. It needs an entry. */
export const TELEMETRY_PLUGIN = 'diagnostics-otel';

/** Bundled plugins that need no entry. */
export const BUNDLED_ENABLED_BY_DEFAULT: ReadonlySet<string> = new Set([
  'device-pair',
  'phone-control',
  'talk-voice',
]);

const ON: EnableState = { enabled: true, reason: '' };

/** Whether a plugin is enabled: OpenClaw 2026.2's nine rules, the first that matches wins. */
export function resolveEnableState(id: string, origin: PluginOrigin, plugins: PluginsConfig): EnableState {
  const off = (reason: string): EnableState => ({ enabled: false, reason });
  if (!plugins.enabled) return off('plugins disabled');
  if (plugins.deny.includes(id)) return off('blocked by denylist');
  if (plugins.allow.length > 0 && !plugins.allow.includes(id)) return off('not in allowlist');
  if (plugins.slots.memory === id) return ON;
  const entry = plugins.entries[id]?.enabled;
  if (entry === true) return ON;
  if (entry === false) return off('disabled in config');
  if (origin !== 'bundled' || BUNDLED_ENABLED_BY_DEFAULT.has(id)) return ON;
  return off('bundled (disabled by default)');
}
