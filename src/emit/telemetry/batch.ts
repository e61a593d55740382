import type { CounterDefinition, HistogramDefinition, SdkMetric } from '../../shared/catalog/index.ts';
import type { OwnRows } from './exporter-metrics.ts';
import type { Counter, Histogram } from './instrument.ts';
import { type CounterRow, HistogramRow, type RowAttributes } from './rows.ts';
import type { LedgerTotal } from '../../shared/protocol/ledger.ts';
import type { Timeline } from './timeline.ts';

/** How a push ended. `rejected`: nothing was stored. `unknown`: it may have been stored. */
export type PushOutcome = 'accepted' | 'rejected' | 'unknown';

export interface HistogramValue {
  /** Upper bounds, and the measurements in each bucket: one more than there are bounds. */
  readonly buckets: { boundaries: number[]; counts: number[] };
  readonly sum: number;
  readonly count: number;
  /** Absent where nothing was measured. */
  readonly min?: number;
  readonly max?: number;
}

/** One data point; times are epoch milliseconds. */
export interface Point<V> {
  readonly attributes: RowAttributes;
  /** Start of the time over which the value is summed. */
  readonly startMs: number;
  readonly timeMs: number;
  readonly value: V;
}

export type BatchMetric =
  | { readonly definition: CounterDefinition; readonly points: readonly Point<number>[] }
  | { readonly definition: HistogramDefinition; readonly points: readonly Point<HistogramValue>[] };

/** One of the exporter's own metrics. */
export interface OwnMetric {
  readonly definition: SdkMetric;
  readonly points: readonly Point<number | HistogramValue>[];
}

interface BatchOptions {
  readonly instruments: readonly (Counter | Histogram)[];
  /** The exporter's own metrics, which the ledger does not count. */
  readonly own: readonly OwnRows[];
  readonly timeline: Timeline;
  readonly nowMs: number;
  readonly intervalMs: number;
  readonly onAccepted: (atMs: number, totals: readonly LedgerTotal[]) => void;
}

/**
 * All rows at one moment, each new one preceded by its 0, and the ledger's totals of the same moment. The caller that
 * pushes it must settle it.
 */
export class Batch {
  readonly timeMs: number;
  readonly metrics: readonly BatchMetric[];
  readonly own: readonly OwnMetric[];
  readonly #options: BatchOptions;
  readonly #totals: readonly LedgerTotal[];
  readonly #starting: (CounterRow | HistogramRow)[] = [];
  #outcome: PushOutcome | null = null;

  constructor(options: BatchOptions) {
    const { instruments, own, timeline, nowMs, intervalMs } = options;
    this.#options = options;
    this.timeMs = timeline.pointMs(nowMs);
    const startMs = timeline.startMs(this.timeMs, intervalMs);
    this.metrics = instruments
      .filter((instrument) => instrument.rows.length > 0)
      .map(
        (instrument) =>
          ({
            definition: instrument.definition,
            points: instrument.rows.flatMap((row) => this.#pointsOf(row, startMs)),
          }) as BatchMetric,
      );
    this.own = own.map(({ definition, rows }) => ({
      definition,
      points: rows.flatMap((row) => this.#pointsOf(row, startMs)),
    }));
    this.#totals = instruments.map((instrument) => instrument.total());
  }

  /** Reports how the push ended. `unknown` may later turn out to be `accepted`; anything else is final. */
  settle(outcome: PushOutcome): void {
    const late = this.#outcome === 'unknown' && outcome === 'accepted';
    if (this.#outcome !== null && !late) return;
    this.#outcome = outcome;
    if (outcome === 'rejected') return;
    this.#options.timeline.advance(this.timeMs);
    for (const row of this.#starting) row.started = true;
    if (outcome === 'accepted') this.#options.onAccepted(this.timeMs, this.#totals);
  }

  #pointsOf(row: CounterRow | HistogramRow, startMs: number): Point<number | HistogramValue>[] {
    const { timeMs } = this;
    if (row.started) {
      return [{ attributes: row.attributes, startMs: row.startMs, timeMs, value: valueOf(row) }];
    }
    row.startMs = startMs;
    this.#starting.push(row);
    return [
      { attributes: row.attributes, startMs, timeMs: startMs, value: zeroOf(row) },
      { attributes: row.attributes, startMs, timeMs, value: valueOf(row) },
    ];
  }
}

function valueOf(row: CounterRow | HistogramRow): number | HistogramValue {
  if (!(row instanceof HistogramRow)) return row.value;
  return {
    buckets: { boundaries: [...row.bounds], counts: [...row.counts] },
    sum: row.sum,
    count: row.events,
    min: row.min,
    max: row.max,
  };
}

function zeroOf(row: CounterRow | HistogramRow): number | HistogramValue {
  if (!(row instanceof HistogramRow)) return 0;
  return { buckets: { boundaries: [...row.bounds], counts: row.counts.map(() => 0) }, sum: 0, count: 0 };
}
