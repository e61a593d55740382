export type { Log, Outcome } from './reconcile.ts';
export { startSync, syncOnce, SyncSetupError, type Sync, type SyncOptions } from './sync.ts';
