import type { CounterDefinition, HistogramDefinition, MetricDefinition } from '../../shared/catalog/index.ts';
import { CounterRow, HistogramRow, type RowAttributes } from './rows.ts';
import type { LedgerTotal } from '../../shared/protocol/ledger.ts';

/** Attributes of the row for measurements past the limit, as the OpenTelemetry metrics SDK spec names them. */
const OVERFLOW: RowAttributes = { 'otel.metric.overflow': true };

export interface InstrumentLimits {
  /** Rows an instrument may have, the overflow row not counted. */
  readonly seriesLimit: number;
  /** Path of the settings seriesLimit and sessionKey in the configuration, for messages. */
  readonly settingsPath?: string;
  /** Called once for each instrument and kind of problem. */
  readonly onWarning: (message: string) => void;
}

/** One metric of the catalogue with its rows. */
export class Instrument<D extends MetricDefinition, R extends CounterRow | HistogramRow> {
  readonly definition: D;
  readonly rows: R[] = [];
  readonly #create: (attributes: RowAttributes) => R;
  readonly #limits: InstrumentLimits;
  #overflow: R | null = null;
  #warnedOfValue = false;

  constructor(definition: D, create: (attributes: RowAttributes) => R, limits: InstrumentLimits) {
    this.definition = definition;
    this.#create = create;
    this.#limits = limits;
  }

  /** Measurements that went to the overflow row. */
  get overflowed(): number {
    return this.#overflow?.events ?? 0;
  }

  total(): LedgerTotal {
    let events = 0;
    let value = 0;
    for (const row of this.rows) {
      events += row.events;
      value += row.total;
    }
    return { events, value };
  }

  /** A handle for one attribute set; null means the overflow row. The row is created with its first measurement. */
  bind(attributes: RowAttributes | null): Bound<R> {
    return new Bound(this, attributes);
  }

  /** A new row, or the overflow row once the limit is reached. */
  allot(attributes: RowAttributes | null): R {
    if (attributes !== null && this.rows.length - (this.#overflow ? 1 : 0) < this.#limits.seriesLimit) {
      const row = this.#create(attributes);
      this.rows.push(row);
      return row;
    }
    if (this.#overflow) return this.#overflow;
    this.#overflow = this.#create(OVERFLOW);
    this.rows.push(this.#overflow);
    const { seriesLimit, settingsPath = 'diagnostics.otel' } = this.#limits;
    this.#limits.onWarning(
      `${this.definition.name} has reached its limit of ${seriesLimit} attribute sets; what is new goes to one series with otel_metric_overflow="true". Raise ${settingsPath}.seriesLimit, or set ${settingsPath}.sessionKey to "drop"`,
    );
    return this.#overflow;
  }

  /** Leaves out a value that would break a sum for good, and reports the first one. */
  reject(value: number): void {
    if (this.#warnedOfValue) return;
    this.#warnedOfValue = true;
    this.#limits.onWarning(
      `${this.definition.name} was given ${value}, which is not an amount; such values are left out`,
    );
  }
}

/** A row on the hot path: found once by its attribute values, then only added to. */
export class Bound<R extends CounterRow | HistogramRow> {
  readonly #instrument: Pick<Instrument<MetricDefinition, R>, 'allot' | 'reject'>;
  readonly #attributes: RowAttributes | null;
  #row: R | null = null;

  constructor(
    instrument: Pick<Instrument<MetricDefinition, R>, 'allot' | 'reject'>,
    attributes: RowAttributes | null,
  ) {
    this.#instrument = instrument;
    this.#attributes = attributes;
  }

  /** Adds to a counter, or records one measurement of a histogram. */
  add(value: number): void {
    if (value >= 0 && value < Infinity) {
      this.#row ??= this.#instrument.allot(this.#attributes);
      this.#row.add(value);
    } else {
      this.#instrument.reject(value);
    }
  }
}

export type Counter = Instrument<CounterDefinition, CounterRow>;
export type Histogram = Instrument<HistogramDefinition, HistogramRow>;

export function createInstrument(
  definition: MetricDefinition,
  limits: InstrumentLimits,
): Counter | Histogram {
  return definition.kind === 'counter'
    ? new Instrument(definition, (attributes) => new CounterRow(attributes), limits)
    : new Instrument(definition, (attributes) => new HistogramRow(attributes, definition.buckets), limits);
}
