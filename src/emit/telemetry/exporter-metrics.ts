import { SDK_METRICS, type SdkMetric, type SdkMetricName } from '../../shared/catalog/index.ts';
import { CounterRow, HistogramRow, type RowAttributes } from './rows.ts';

/** How a push ended. */
export interface PushEnd {
  /** `error.type`: the HTTP status, the code of the error, or what was wrong; null where it was accepted. */
  readonly error: string | null;
  /** HTTP status of the last response; null without one. */
  readonly status: number | null;
  /** Data points that the receiver rejected although it accepted the push. */
  readonly rejected: number;
}

/** Rows of one of these metrics. */
export interface OwnRows {
  readonly definition: SdkMetric;
  readonly rows: readonly (CounterRow | HistogramRow)[];
}

/** The convention for a partial success without a reason. */
const REJECTED = 'rejected';

const EXPORTER = { 'otel.component.type': 'otlp_http_metric_exporter' };
/** There is one of each in a gateway, also after a reload: a number that grew would begin new series each time. */
const READER = {
  'otel.component.type': 'periodic_metric_reader',
  'otel.component.name': 'periodic_metric_reader/0',
};

/**
 * The exporter's own health, pushed with the metrics: so an idle gateway has data that flows, and rejected pushes can be
 * seen in the backend itself. Each push carries what the pushes before it came to.
 */
export class ExporterMetrics {
  #exporter: RowAttributes = {};
  readonly #rows = new Map<SdkMetricName, Map<string, CounterRow | HistogramRow>>();
  readonly #now: () => number;

  /** @param now milliseconds of a clock that is never set */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Pushes go to this URL from now on. The series of another server end. */
  begin(url: string): void {
    const { hostname, port, protocol } = new URL(url);
    const exporter = {
      ...EXPORTER,
      'otel.component.name': `${EXPORTER['otel.component.type']}/0`,
      'server.address': hostname.replace(/^\[(.*)\]$/, '$1'),
      'server.port': port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port),
    };
    if (JSON.stringify(exporter) === JSON.stringify(this.#exporter)) return;
    this.#exporter = exporter;
    this.#rows.clear();
    // Before the first push has ended, so that it carries them.
    this.#counter('otel.sdk.exporter.metric_data_point.exported', {});
    this.#counter('otel.sdk.exporter.metric_data_point.inflight', {});
  }

  /** A push of so many data points begins. @returns what to call when it has ended */
  push(points: number): (end: PushEnd) => void {
    const startedAt = this.#now();
    const inflight = this.#counter('otel.sdk.exporter.metric_data_point.inflight', {});
    inflight.add(points);
    return ({ error, status, rejected }) => {
      inflight.add(-points);
      const failed = error === null ? Math.min(rejected, points) : points;
      const failure = { 'error.type': error ?? REJECTED };
      const exported = 'otel.sdk.exporter.metric_data_point.exported';
      if (points > failed) this.#counter(exported, {}).add(points - failed);
      if (failed > 0) this.#counter(exported, failure).add(failed);
      this.#histogram('otel.sdk.exporter.operation.duration', {
        ...this.#exporter,
        ...(failed > 0 && failure),
        ...(status !== null && { 'http.response.status_code': status }),
      }).add((this.#now() - startedAt) / 1_000);
    };
  }

  /** The metrics were collected in so many milliseconds. */
  collected(ms: number): void {
    this.#histogram('otel.sdk.metric_reader.collection.duration', READER).add(ms / 1_000);
  }

  rows(): OwnRows[] {
    return SDK_METRICS.flatMap((definition) => {
      const rows = [...(this.#rows.get(definition.name)?.values() ?? [])];
      return rows.length > 0 ? [{ definition, rows }] : [];
    });
  }

  #counter(name: SdkMetricName, more: RowAttributes): CounterRow {
    return this.#row(name, { ...this.#exporter, ...more }, (attributes) => new CounterRow(attributes));
  }

  /** Without buckets: sum and count are enough, and each bucket would be a series. */
  #histogram(name: SdkMetricName, attributes: RowAttributes): HistogramRow {
    return this.#row(name, attributes, (own) => new HistogramRow(own, []));
  }

  #row<R extends CounterRow | HistogramRow>(
    name: SdkMetricName,
    attributes: RowAttributes,
    create: (attributes: RowAttributes) => R,
  ): R {
    const rows = this.#rows.get(name) ?? new Map<string, CounterRow | HistogramRow>();
    this.#rows.set(name, rows);
    const key = JSON.stringify(attributes);
    const row = (rows.get(key) as R | undefined) ?? create(attributes);
    rows.set(key, row);
    return row;
  }
}
