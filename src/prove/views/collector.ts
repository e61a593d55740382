import {
  type CollectorConfig,
  type CollectorCount,
  type HttpSource,
  readCollectorCounts,
} from '../sources/index.ts';
import { type Result, resultOf } from './result.ts';

/** An OpenTelemetry Collector between the gateway and the backend: how it is set, and what it counted. */
export interface CollectorView {
  readonly config: CollectorConfig | undefined;
  /** URL of the collector's metrics about itself; undefined where it was not given. */
  readonly url: string | undefined;
  counts(): Promise<Result<readonly CollectorCount[]>>;
}

export function createCollectorView(
  config: CollectorConfig | undefined,
  http: HttpSource | undefined,
): CollectorView {
  let counts: Promise<Result<readonly CollectorCount[]>> | undefined;
  return {
    config,
    url: http?.url,
    counts: () =>
      (counts ??= http
        ? resultOf(readCollectorCounts(http))
        : Promise.resolve({
            ok: false,
            error: "the collector's counters were not given: --collector-metrics URL",
          })),
  };
}
