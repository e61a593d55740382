import { seriesKey, type IncomingSeries, type Sample, type StoredSeries } from './series.ts';

export interface StoreLimits {
  /** How long a sample is kept, in milliseconds. */
  readonly retentionMs: number;
  readonly maxSeries: number;
  readonly maxSamples: number;
}

/** Why a batch was rejected; nothing of it is stored. */
export class AppendError extends Error {
  override readonly name = 'AppendError';
  readonly status: 400 | 500;

  constructor(status: 400 | 500, message: string) {
    super(message);
    this.status = status;
  }
}

/** Half of the range of Prometheus' head: a sample that is older than the newest by more is out of bounds. */
const APPENDABLE_MS = 3_600_000;
const MAX_AHEAD_MS = 600_000;
const PRUNE_EVERY_MS = 1_000;

interface Row {
  readonly labels: IncomingSeries['labels'];
  readonly samples: Sample[];
}

/** Samples in memory, accepted and rejected as by Prometheus' head without an out-of-order window. */
export class SampleStore {
  readonly #limits: StoreLimits;
  readonly #rows = new Map<string, Row>();
  #sampleCount = 0;
  #newest = -Infinity;
  #prunedAt = -Infinity;

  constructor(limits: StoreLimits) {
    this.#limits = limits;
  }

  /** @throws {AppendError} where one sample of the batch is rejected, and with it the whole batch */
  append(batch: readonly IncomingSeries[], now: number): void {
    this.#prune(now);
    const keyed = batch.map((incoming) => ({ ...incoming, key: seriesKey(incoming.labels) }));
    for (const { key, sample } of keyed) this.#check(key, sample, now);
    this.#checkRoom(keyed);
    for (const { key, labels, sample } of keyed) this.#put(key, labels, sample);
  }

  /** Every series with a sample from `start` to `end`, both in milliseconds and inclusive; sorted by labels. */
  series(start: number, end: number, now: number): StoredSeries[] {
    this.#prune(now);
    return [...this.#rows]
      .filter(([, { samples }]) => samples.some(({ time }) => time >= start && time <= end))
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([, row]) => row);
  }

  get seriesCount(): number {
    return this.#rows.size;
  }

  /** Compares with what was stored before the batch, as Prometheus does. */
  #check(key: string, sample: Sample, now: number): void {
    if (sample.time > now + MAX_AHEAD_MS) {
      throw new AppendError(400, 'out of bounds: timestamp is too far in the future');
    }
    if (sample.time < this.#newest - APPENDABLE_MS) throw new AppendError(400, 'out of bounds');
    const last = this.#rows.get(key)?.samples.at(-1);
    if (last === undefined || sample.time > last.time) return;
    if (sample.time < last.time) throw new AppendError(400, 'out of order sample');
    if (!isSame(last, sample)) {
      const values = `existing ${printed(last)}, new value ${printed(sample)}`;
      throw new AppendError(
        400,
        `duplicate sample for timestamp ${sample.time}; overrides not allowed: ${values}`,
      );
    }
  }

  #checkRoom(batch: readonly { readonly key: string }[]): void {
    const { maxSeries, maxSamples } = this.#limits;
    const added = new Set(batch.map(({ key }) => key).filter((key) => !this.#rows.has(key)));
    if (this.#rows.size + added.size > maxSeries) {
      throw new AppendError(
        500,
        `the embedded receiver holds no more than ${maxSeries} series: drop an attribute of many values, or push to a Prometheus`,
      );
    }
    if (this.#sampleCount + batch.length > maxSamples) {
      throw new AppendError(
        500,
        `the embedded receiver holds no more than ${maxSamples} samples: push less often, shorten its retention, or push to a Prometheus`,
      );
    }
  }

  /** A sample older than another of its batch is dropped silently, as by Prometheus. */
  #put(key: string, labels: IncomingSeries['labels'], sample: Sample): void {
    let row = this.#rows.get(key);
    if (row === undefined) this.#rows.set(key, (row = { labels, samples: [] }));
    const last = row.samples.at(-1);
    if (last !== undefined && sample.time <= last.time) return;
    row.samples.push(sample);
    this.#sampleCount += 1;
    this.#newest = Math.max(this.#newest, sample.time);
  }

  #prune(now: number): void {
    if (now < this.#prunedAt + PRUNE_EVERY_MS) return;
    this.#prunedAt = now;
    const oldest = now - this.#limits.retentionMs;
    for (const [key, { samples }] of this.#rows) {
      const kept = samples.findIndex(({ time }) => time >= oldest);
      this.#sampleCount -= samples.splice(0, kept === -1 ? samples.length : kept).length;
      if (samples.length === 0) this.#rows.delete(key);
    }
  }
}

function isSame(a: Sample, b: Sample): boolean {
  return a.stale === b.stale && Object.is(a.value, b.value);
}

function printed({ value, stale }: Sample): string {
  return stale ? 'NaN' : String(value);
}
