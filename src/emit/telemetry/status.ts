/** The ledger: what the recorder was given, live, and as of the last push that was accepted. */
export interface LedgerSnapshot {
  readonly schema: 'throughline.ledger/1';
  readonly service: {
    readonly name: string;
    readonly namespace: string | null;
    readonly instanceId: string;
  };
  /** ISO time since which the totals run. */
  readonly startedAt: string;
  /** ISO time, to the millisecond, of the data points of the last accepted push; null before the first. */
  readonly acknowledgedAt: string | null;
  readonly metrics: readonly LedgerEntry[];
}

export interface LedgerEntry {
  /** OpenTelemetry instrument name. */
  readonly name: string;
  readonly live: LedgerTotal;
  readonly acknowledged: LedgerTotal;
  /** Attribute sets in use, the overflow row included. */
  readonly series: number;
  /** Measurements that went to the overflow row because the instrument's limit was reached. */
  readonly overflowed: number;
}

export interface LedgerTotal {
  /** Measurements recorded: one model call moves `openclaw.tokens` by one for each kind of token. */
  readonly events: number;
  /** What the stored series add up to: a counter's sum, a histogram's count. */
  readonly value: number;
}

/** What the exporter did, as the gateway's status shows it. */
export interface ExporterStatus {
  readonly state: 'waiting' | 'exporting' | 'failing' | 'stopped';
  /** Metrics URL that is pushed to; credentials in it are masked. */
  readonly endpoint: string;
  readonly protocol: 'http/protobuf';
  readonly intervalMs: number;
  readonly temporality: 'cumulative';
  /** Pushes tried, and how they ended; `refused` are all that were not accepted, also those without an answer. */
  readonly tried: number;
  readonly accepted: number;
  readonly refused: number;
  /** ISO time. */
  readonly lastSuccess: string | null;
  readonly lastError: ExportFailure | null;
  /** The last answer that accepted a part only. */
  readonly lastPartial: {
    readonly at: string;
    readonly rejectedDataPoints: number;
    readonly message: string;
  } | null;
}

export interface ExportFailure {
  /** ISO time. */
  readonly at: string;
  readonly message: string;
  /** HTTP status, where there was an answer. */
  readonly status: number | null;
  /** Node's code, such as ENOTFOUND or ECONNREFUSED, where there was none. */
  readonly code: string | null;
}

/** What a telemetry plugin shows of itself to the gateway. */
export interface TelemetrySource {
  ledger(): LedgerSnapshot;
  exporter(): ExporterStatus | null;
  /** Why nothing is exported, where nothing is; null while something is. */
  offReason?(): string | null;
}
