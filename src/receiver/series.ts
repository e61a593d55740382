/** Label names and values, `__name__` among them. */
export type SeriesLabels = ReadonlyMap<string, string>;

export interface Sample {
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly value: number;
  /** A staleness marker: the series ended here. No query returns it. */
  readonly stale: boolean;
}

export interface IncomingSeries {
  readonly labels: SeriesLabels;
  readonly sample: Sample;
}

export interface StoredSeries {
  readonly labels: SeriesLabels;
  /** Ascending in time. */
  readonly samples: readonly Sample[];
}

/** The same for the same labels in any order; sorts as Prometheus does, label by label. */
export function seriesKey(labels: SeriesLabels): string {
  const entries = [...labels].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return entries.map(([name, value]) => `${name}\u0001${value}`).join('\u0002');
}
