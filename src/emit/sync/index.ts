export type { Log, Outcome } from './reconcile.ts';
export { runRestart } from './restart.ts';
export { startSync, syncOnce, SyncSetupError, type Sync, type SyncOptions } from './sync.ts';
export type { Sight, TelemetrySight, TelemetryStatus, VerifyOptions, WatchedChange } from './verify.ts';
