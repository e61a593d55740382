import type { GatewayConfig } from '../../../shared/config/index.ts';

/**
 * The effect of a changed setting. `live`: the next use reads it. `plugins`: the plugins that it concerns restart.
 * `listener`: the gateway listens again, and running responses end on the old address.
 */
export type Effect = 'live' | 'plugins' | 'listener';

type ReloadMode = GatewayConfig['gateway']['reload']['mode'];

/** By the prefix of the path; the first match counts. */
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

/** Whether a change needs a new process: every change in mode `restart`, one that cuts connections in `hot`. */
export function waitsForRestart(path: string, mode: ReloadMode): boolean {
  return mode === 'restart' || (mode === 'hot' && effectOf(path) === 'listener');
}

/** Sections of the schema without a row in the table. */
export function sectionsWithoutEffect(config: GatewayConfig): string[] {
  return Object.keys(config).filter((section) => !EFFECTS.some(([prefix]) => prefix === section));
}
