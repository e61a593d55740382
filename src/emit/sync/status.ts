/** What the sidecar says of itself at `GET /status`. */
export interface SyncStatus {
  readonly schema: 'throughline.sync/1';
  /** `PATH` or `PATH#KEY`. */
  readonly source: string;
  readonly target: string;
  /** `sha256:…` of the configuration that the target is kept at; null before the first good one. */
  readonly hash: string | null;
  /** ISO time at which a changed source was last written to the target; null before the first. */
  readonly lastSync: string | null;
  /** What keeps the target from following the source now; null where it does. */
  readonly lastError: {
    /** ISO time since which it is so. */ readonly at: string;
    readonly message: string;
  } | null;
  /** Changed configurations written to the target. */
  readonly syncs: number;
  /** Texts at the source that were no valid configuration. */
  readonly refused: number;
  /** Times that the target was put back after it had been deleted or changed. */
  readonly restored: number;
}
