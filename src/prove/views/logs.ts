import { type HttpSource, type LogLine, queryLoki } from '../sources/index.ts';
import { lokiFilters } from '../../shared/failure-modes/loki-filter.ts';
import { type Result, resultOf } from './result.ts';

/** Logs of the gateway and of the servers that its pushes reach, read once a run. */
export interface LogView {
  /** Oldest first, as far as the lines have times. */
  lines(): Promise<Result<readonly LogLine[]>>;
}

export interface LogPlaces {
  /** Lines of the files that were named. */
  readonly files: readonly LogLine[];
  readonly loki: { readonly http: HttpSource; readonly selector: string } | undefined;
  readonly now: () => number;
}

/** Older lines do not describe the present. */
const WINDOW_MS = 3_600_000;
const MOST_LINES = 1_000;

export function createLogView({ files, loki, now }: LogPlaces): LogView {
  const read = async (): Promise<Result<readonly LogLine[]>> => {
    if (!loki) return { ok: true, value: files };
    const filters = lokiFilters().map((filter) => ` |~ ${JSON.stringify(filter)}`);
    const query = `${loki.selector}${filters.join('')}`;
    const to = now();
    const lines = queryLoki(loki.http, { query, from: to - WINDOW_MS, to, limit: MOST_LINES });
    return resultOf(lines.then((found) => [...files, ...found]));
  };
  let once: Promise<Result<readonly LogLine[]>> | undefined;
  return { lines: () => (once ??= read()) };
}
