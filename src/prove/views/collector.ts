import {
  type CollectorConfig,
  type CollectorCount,
  type HttpSource,
  readCollectorCounts,
} from '../sources/index.ts';
import { asked, type Asked } from './gateway.ts';

/** An OpenTelemetry Collector between the gateway and the backend: how it is set, and what it counted. */
export interface CollectorView {
  readonly config: CollectorConfig | undefined;
  /** URL of its own metrics; undefined where it was not given. */
  readonly url: string | undefined;
  counts(): Promise<Asked<readonly CollectorCount[]>>;
}

export function createCollectorView(
  config: CollectorConfig | undefined,
  http: HttpSource | undefined,
): CollectorView {
  let counts: Promise<Asked<readonly CollectorCount[]>> | undefined;
  return {
    config,
    url: http?.url,
    counts: () =>
      (counts ??= http
        ? asked(readCollectorCounts(http))
        : Promise.resolve({
            ok: false,
            error: "the collector's counters were not given: --collector-metrics URL",
          })),
  };
}
