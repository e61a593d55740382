/** Attributes of one row, ready to be sent; built once, when the row is. */
export type RowAttributes = Readonly<Record<string, string | number | boolean>>;

/** What every row carries besides its value: the state of its zero start (see `timeline.ts`). */
abstract class Row {
  readonly attributes: RowAttributes;
  /** Number of measurements. */
  events = 0;
  /** Time of the 0 that the series starts with, in epoch milliseconds; valid once `started`. */
  startMs = 0;
  /** The backend may hold a sample of this series, so no 0 may be sent for it again. */
  started = false;

  constructor(attributes: RowAttributes) {
    this.attributes = attributes;
  }

  /** What the stored series adds up to. */
  abstract get total(): number;
}

/** One series of a monotonic sum. */
export class CounterRow extends Row {
  value = 0;

  get total(): number {
    return this.value;
  }

  add(value: number): void {
    this.events += 1;
    this.value += value;
  }
}

/** One series of a histogram with explicit buckets. */
export class HistogramRow extends Row {
  /** Upper bounds, inclusive. */
  readonly bounds: readonly number[];
  /** Measurements in each bucket; the last is above every bound. */
  readonly counts: number[];
  sum = 0;
  min = Infinity;
  max = -Infinity;

  constructor(attributes: RowAttributes, bounds: readonly number[]) {
    super(attributes);
    this.bounds = bounds;
    this.counts = Array.from({ length: bounds.length + 1 }, () => 0);
  }

  get total(): number {
    return this.events;
  }

  add(value: number): void {
    const { bounds, counts } = this;
    let bucket = 0;
    while (bucket < bounds.length && value > (bounds[bucket] as number)) bucket += 1;
    (counts[bucket] as number) += 1;
    this.events += 1;
    this.sum += value;
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
  }
}
