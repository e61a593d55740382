import type { Ledger } from '../../shared/protocol/ledger.ts';
import type { ExporterStatus } from '../../shared/protocol/status.ts';

/** What a telemetry plugin shows the gateway. */
export interface TelemetrySource {
  ledger(): Ledger;
  exporter(): ExporterStatus | null;
  /** Why nothing is exported; null while something is. */
  offReason?(): string | null;
}
