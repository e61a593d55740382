import type { Identity } from '../telemetry/index.ts';
import type { ExporterStatus } from '../telemetry/status.ts';
import type { CronJobStatus } from './cron/job-state.ts';
import type { PluginStatus } from './plugins/status.ts';
import type { LaneStatus } from './queue/lane.ts';
import type { SessionCounts } from './sessions/session.ts';
import type { TelemetryState } from './telemetry-state.ts';

/** Answer of `GET /api/status`. Times are ISO 8601. */
export interface GatewayStatus {
  readonly schema: 'throughline.status/1';
  readonly version: string;
  readonly process: {
    readonly pid: number;
    readonly hostname: string;
    readonly nodeVersion: string;
    readonly startedAt: string;
    /** The process's clock as it answers. */
    readonly now: string;
  };
  /** Under which its telemetry is known to a backend, whether it is exported or not. */
  readonly service: Identity;
  readonly config: ConfigStatus;
  readonly plugins: readonly PluginStatus[];
  readonly telemetry: TelemetryState;
  /** Null where no telemetry plugin runs. */
  readonly exporter: ExporterStatus | null;
  readonly queue: { readonly lanes: readonly LaneStatus[] };
  readonly sessions: SessionCounts;
  readonly cron: { readonly jobs: readonly CronJobStatus[] };
  /** Set variables that bear on telemetry, credentials masked. */
  readonly environment: Readonly<Record<string, string>>;
}

export interface ConfigStatus {
  readonly path: string;
  /** SHA-256 of the text of the configuration in force. */
  readonly hash: string;
  readonly loadedAt: string;
  /** Reloads that changed something. */
  readonly reloads: number;
  /** Why the newest file is not in force; null where it is. */
  readonly lastError: string | null;
  readonly warnings: readonly string[];
  /** Changed settings that take a new process, or `gateway.reload.mode`, to come into force. */
  readonly restartNeeded: readonly string[];
}

/** Answer of `GET /readyz`. */
export interface Readiness {
  readonly ready: boolean;
  readonly state: 'starting' | 'running' | 'stopping';
  readonly telemetry: TelemetryState;
  /** Plugins that are on and do not work. */
  readonly failedPlugins: readonly { readonly id: string; readonly error: string | null }[];
}
