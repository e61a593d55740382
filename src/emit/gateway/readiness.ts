import type { StoreStatus, TelemetryState } from '../../shared/protocol/status.ts';

/** Response of `GET /readyz`. */
export interface Readiness {
  readonly ready: boolean;
  readonly state: 'starting' | 'running' | 'stopping';
  readonly telemetry: TelemetryState;
  /** A gateway that cannot write its state folder accepts nothing, and is not ready. */
  readonly store: StoreStatus;
  /** Plugins that are enabled and do not work. */
  readonly failedPlugins: readonly { readonly id: string; readonly error: string | null }[];
}
