import type { StoredSeries } from '../../sources/index.ts';

/** Time of the newest sample of each name, in Unix milliseconds. */
export function newestByName(series: readonly StoredSeries[]): Map<string, number> {
  const newest = new Map<string, number>();
  for (const { labels, samples } of series) {
    const name = labels['__name__'];
    const at = samples.at(-1)?.at;
    if (name !== undefined && at !== undefined) newest.set(name, Math.max(newest.get(name) ?? 0, at));
  }
  return newest;
}
