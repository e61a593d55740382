import type { HttpSource } from '../http.ts';

/** Points that a collector has counted since its start. */
export interface CollectorCount {
  /** `otelcol_exporter_sent_metric_points`, without the `_total` that only some versions append. */
  readonly name: string;
  /** The receiver, processor or exporter that counted. */
  readonly component: string;
  readonly value: number;
}

const LINE = /^(otelcol_[a-z_]+?)(?:_total|__points__total)?(?:\{(.*)\})? ([0-9.eE+]+)(?: \d+)?$/gm;
const COMPONENT = /(?:^|,)(?:receiver|processor|exporter|filter)="([^"]*)"/;

/**
 * A collector's own counters of metric points, from its Prometheus page.
 *
 * @throws {UnreachableError}
 * @see https://opentelemetry.io/docs/collector/internal-telemetry/
 */
export async function readCollectorCounts(http: HttpSource): Promise<CollectorCount[]> {
  const { pathname } = new URL(http.url);
  const { status, body } = await http.get(pathname === '/' ? '/metrics' : '');
  return status === 200 ? parseCollectorCounts(body) : [];
}

export function parseCollectorCounts(text: string): CollectorCount[] {
  return [...text.matchAll(LINE)].flatMap(([, name = '', labels = '', value]) =>
    /metric_points|datapoints/.test(name)
      ? [{ name, component: COMPONENT.exec(labels)?.[1] ?? '', value: Number(value) }]
      : [],
  );
}
