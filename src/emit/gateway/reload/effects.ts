import type { GatewayConfig } from '../../../shared/config/index.ts';

/**
 * What a changed setting leads to: `live`, the next use sees it; `plugins`, the plugins that it concerns start anew;
 * `listener`, the gateway listens anew, and answers under way end on the old address.
 */
export type Effect = 'live' | 'plugins' | 'listener';

type ReloadMode = GatewayConfig['gateway']['reload']['mode'];

/** By the path's beginning; the first that matches counts. */
const EFFECTS: readonly (readonly [prefix: string, effect: Effect])[] = [
  ['gateway.host', 'listener'],
  ['gateway.port', 'listener'],
  ['gateway', 'live'],
  ['models', 'live'],
  ['agents', 'live'],
  // A channel's plugin may hold a connection made with its settings.
  ['channels', 'plugins'],
  ['queue', 'live'],
  ['session', 'live'],
  ['cron', 'live'],
  ['plugins', 'plugins'],
  ['diagnostics', 'plugins'],
];

export function effectOf(path: string): Effect {
  const row = EFFECTS.find(([prefix]) => path === prefix || path.startsWith(`${prefix}.`));
  return row?.[1] ?? 'live';
}

/** Whether a change waits for a new process: in mode `restart` each does, in `hot` whatever cuts connections. */
export function waitsForRestart(path: string, mode: ReloadMode): boolean {
  return mode === 'restart' || (mode === 'hot' && effectOf(path) === 'listener');
}

/** Sections of the schema that no row of the table speaks of. */
export function sectionsWithoutEffect(config: GatewayConfig): string[] {
  return Object.keys(config).filter((section) => !EFFECTS.some(([prefix]) => prefix === section));
}
