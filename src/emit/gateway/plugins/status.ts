import type { PluginOrigin } from '../../../shared/config/index.ts';

/** A plugin as `/api/status` shows it. */
export interface PluginStatus {
  readonly id: string;
  readonly origin: PluginOrigin;
  readonly enabled: boolean;
  /** Why it is off, in OpenClaw's words; empty for a plugin that is on. */
  readonly reason: string;
  /** `loaded`: registered, with no service to start. `failed`: itself, or one of its services. */
  readonly state: 'disabled' | 'failed' | 'loaded' | 'started';
  readonly error: string | null;
  readonly channels: readonly string[];
  readonly services: readonly ServiceStatus[];
  /** How many listeners it has on the gateway's diagnostic events. */
  readonly listeners: number;
}

export interface ServiceStatus {
  readonly id: string;
  readonly state: 'starting' | 'started' | 'failed' | 'stopped';
  readonly error: string | null;
  /** What keeps a started service from its work: that it is not configured, or cannot reach its other end. */
  readonly note: string | null;
}
