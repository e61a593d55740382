import type { GatewayConfig } from '../../config/index.ts';

/**
 * What a changed setting leads to: `live`, the next use sees it; `plugins`, the plugins that it concerns start anew;
 * `restart`, it takes a new process.
 */
export type Effect = 'live' | 'plugins' | 'restart';

/** By the path's beginning; the first that matches counts. */
const EFFECTS: readonly (readonly [prefix: string, effect: Effect])[] = [
  ['gateway.host', 'restart'],
  ['gateway.port', 'restart'],
  ['gateway', 'live'],
  ['models', 'live'],
  ['agents', 'live'],
  // A channel's plugin may hold a connection made with its settings.
  ['channels', 'plugins'],
  ['cron', 'live'],
  ['queue', 'live'],
  ['session', 'live'],
  ['plugins', 'plugins'],
  ['diagnostics', 'plugins'],
];

export function effectOf(path: string): Effect {
  const row = EFFECTS.find(([prefix]) => path === prefix || path.startsWith(`${prefix}.`));
  return row?.[1] ?? 'live';
}

/** Sections of the schema that no row of the table speaks of. */
export function sectionsWithoutEffect(config: GatewayConfig): string[] {
  return Object.keys(config).filter((section) => !EFFECTS.some(([prefix]) => prefix === section));
}
