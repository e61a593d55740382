import type { TelemetryState } from '../../shared/protocol/status.ts';

/** Response of `GET /readyz`. */
export interface Readiness {
  readonly ready: boolean;
  readonly state: 'starting' | 'running' | 'stopping';
  readonly telemetry: TelemetryState;
  /** Plugins that are enabled and do not work. */
  readonly failedPlugins: readonly { readonly id: string; readonly error: string | null }[];
}
