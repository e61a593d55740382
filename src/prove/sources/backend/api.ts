import { z } from 'zod';
import { escapeRegExp } from '../../../shared/text/escape-regexp.ts';
import { tryJson } from '../../../shared/text/try-json.ts';
import type { HttpAnswer, HttpSource } from '../http.ts';
import { type ScrapeTargets, scrapeTargets } from './scrape-targets.ts';

/** The backend responded with an error, or with another format; the message includes its text. */
export class BackendError extends Error {
  override readonly name = 'BackendError';
  readonly status: number;

  constructor(message: string, status: number) {
    super(message);
    this.status = status;
  }
}

export type SeriesLabels = Readonly<Record<string, string>>;

/** One series with its samples, times in Unix milliseconds. The value of a native histogram sample is its count. */
export interface StoredSeries {
  readonly labels: SeriesLabels;
  readonly isNativeHistogram?: boolean;
  readonly samples: readonly { readonly at: number; readonly value: number }[];
}

const envelope = z.object({
  status: z.string(),
  data: z.unknown().optional(),
  error: z.string().optional(),
  warnings: z.array(z.string()).optional(),
  infos: z.array(z.string()).optional(),
  /** Of a VictoriaMetrics cluster. */
  isPartial: z.boolean().optional(),
});

const sample = z.tuple([z.number(), z.string()]);
const matrix = z.object({
  resultType: z.literal('matrix'),
  result: z.array(
    z.object({
      metric: z.record(z.string(), z.string()),
      values: z.array(sample).default([]),
      histograms: z.array(z.tuple([z.number(), z.object({ count: z.string() })])).default([]),
    }),
  ),
});
const vector = z.object({
  resultType: z.literal('vector'),
  // A native histogram has no value.
  result: z.array(z.object({ metric: z.record(z.string(), z.string()), value: sample.optional() })),
});
const names = z.array(z.string());
const metadata = z.record(z.string(), z.array(z.object({ type: z.string() })));
const labelSets = z.array(z.record(z.string(), z.string()));

/** Where Mimir serves Prometheus' API, unless `-http.prometheus-http-prefix` says otherwise. */
const MIMIR_PREFIX = '/prometheus';

/** How long after its sample a series is there for a query, unless the server is set otherwise. */
const LOOKBACK_MS = 300_000;

/** Shorter than the lookback, so that no sample lies between two steps unseen. */
const SEARCH_STEP_MS = 240_000;

const SEARCHES = 3;

/** Prometheus' HTTP API, as Prometheus, VictoriaMetrics, Mimir and the embedded receiver serve it. */
export class PrometheusApi {
  readonly http: HttpSource;
  /** Warnings in the responses of the backend, such as a missing part or a limit. */
  readonly warnings: string[] = [];

  #prefix = '';

  constructor(http: HttpSource) {
    this.http = http;
  }

  /** Raw samples of a selector over a time before `at`. */
  async samples(selector: string, windowMs: number, at: number): Promise<StoredSeries[]> {
    const query = `${selector}[${Math.ceil(windowMs / 1_000)}s]`;
    const data = await this.#ask(
      '/api/v1/query',
      [
        ['query', query],
        ['time', seconds(at)],
      ],
      matrix,
    );
    return data.result.map(({ metric, values, histograms }): StoredSeries => {
      const counts = histograms.map(([time, { count }]): [number, string] => [time, count]);
      const samples = [...values, ...counts].map(([time, value]) => ({
        at: Math.round(time * 1_000),
        value: Number(value),
      }));
      return { labels: metric, samples, ...(counts.length > 0 ? { isNativeHistogram: true } : {}) };
    });
  }

  /**
   * Names of the series that have a sample now. This queries samples, because lists of labels and names also contain
   * those of a batch that was rejected as a whole (measured on Prometheus 3.5.3).
   */
  async names(selector: string, at: number): Promise<string[]> {
    const groups = await this.groups(selector, ['__name__'], at);
    return groups.flatMap((labels) => labels['__name__'] ?? []);
  }

  /**
   * Time in Unix milliseconds of the newest sample of each name that has one in the time before `at`; undefined where it
   * was not found in a few searches. First it is asked at which times the names were there, in steps shorter than the
   * lookback, and then for the samples there: raw samples of a whole day would be too many.
   */
  async newestSamples(
    selector: string,
    windowMs: number,
    at: number,
  ): Promise<Map<string, number | undefined>> {
    const data = await this.#ask(
      '/api/v1/query_range',
      [
        ['query', `count by (__name__) (${selector})`],
        ['start', seconds(at - Math.floor(windowMs / SEARCH_STEP_MS) * SEARCH_STEP_MS)],
        ['end', seconds(at)],
        ['step', String(SEARCH_STEP_MS / 1_000)],
      ],
      matrix,
    );
    const open = new Map<string, number>();
    for (const { metric, values } of data.result) {
      const last = values.at(-1);
      if (metric['__name__'] !== undefined && last) open.set(metric['__name__'], last[0] * 1_000);
    }
    const newest = new Map<string, number | undefined>([...open.keys()].map((name) => [name, undefined]));
    for (let search = 0; search < SEARCHES && open.size > 0; search += 1) {
      const seen = Math.max(...open.values());
      // oxlint-disable-next-line no-await-in-loop -- each search begins where the one before it ended
      for (const { labels, samples } of await this.samples(selector, SEARCH_STEP_MS + LOOKBACK_MS, seen)) {
        const name = labels['__name__'] ?? '';
        if (open.has(name)) newest.set(name, Math.max(newest.get(name) ?? 0, samples.at(-1)?.at ?? 0));
      }
      for (const [name, last] of open) {
        if (newest.get(name) !== undefined || last === seen) open.delete(name);
      }
    }
    return newest;
  }

  /** Combinations of the labels' values among the series that have a sample now. Labels that are absent are left out. */
  async groups(selector: string, by: readonly string[], at: number): Promise<SeriesLabels[]> {
    return this.vector(`count by (${by.map(quoteLabel).join(', ')}) (${selector})`, at);
  }

  /** Label sets that an instant query returns. */
  async vector(query: string, at: number): Promise<SeriesLabels[]> {
    const data = await this.#ask(
      '/api/v1/query',
      [
        ['query', query],
        ['time', seconds(at)],
      ],
      vector,
    );
    return data.result.map(({ metric }) => metric);
  }

  /** Types of metrics by name, if the backend has metadata. */
  async metricTypes(): Promise<Map<string, string>> {
    const data = await this.#ask('/api/v1/metadata', [], metadata);
    return new Map(Object.entries(data).map(([name, [first]]) => [name, first?.type ?? '']));
  }

  /** What it scrapes. A backend that scrapes nothing may not have this route. */
  async targets(): Promise<ScrapeTargets> {
    return this.#ask('/api/v1/targets', [], scrapeTargets);
  }

  /** Label sets of the series that had a sample between two times. */
  async series(selector: string, from: number, to: number): Promise<SeriesLabels[]> {
    return this.#ask(
      '/api/v1/series',
      [
        ['match[]', selector],
        ['start', seconds(from)],
        ['end', seconds(to)],
      ],
      labelSets,
    );
  }

  /** Label sets and values that an instant query returns. */
  async values(
    query: string,
    at: number,
  ): Promise<{ readonly labels: SeriesLabels; readonly value: number }[]> {
    const data = await this.#ask(
      '/api/v1/query',
      [
        ['query', query],
        ['time', seconds(at)],
      ],
      vector,
    );
    return data.result.map(({ metric, value }) => ({
      labels: metric,
      value: Number(value?.[1] ?? Number.NaN),
    }));
  }

  /** Label sets of the series that had a sample in the time before `at`, found by a query of the samples. */
  async lastSeen(selector: string, windowMs: number, at: number): Promise<SeriesLabels[]> {
    return this.vector(`last_over_time(${selector}[${Math.ceil(windowMs / 1_000)}s])`, at);
  }

  async labelValues(
    label: string,
    selector: string | undefined,
    from: number,
    to: number,
  ): Promise<string[]> {
    const match: [string, string][] = selector === undefined ? [] : [['match[]', selector]];
    const range: [string, string][] = [
      ['start', seconds(from)],
      ['end', seconds(to)],
    ];
    return this.#ask(`/api/v1/label/${label}/values`, [...match, ...range], names);
  }

  /** Mimir serves buildinfo at its root as well, so its root is a backend whose queries are under a prefix. */
  async #get(path: string, query: [string, string][]): Promise<HttpAnswer> {
    const answer = await this.http.get(`${this.#prefix}${path}`, query);
    if (answer.status !== 404 || this.#prefix !== '' || this.http.url.endsWith(MIMIR_PREFIX)) return answer;
    const underPrefix = await this.http.get(`${MIMIR_PREFIX}${path}`, query);
    if (underPrefix.status === 404) return answer;
    this.#prefix = MIMIR_PREFIX;
    return underPrefix;
  }

  async #ask<T>(path: string, query: [string, string][], shape: z.ZodType<T>): Promise<T> {
    const answer = await this.#get(path, query);
    const parsed = envelope.safeParse(tryJson(answer.body));
    if (answer.status !== 200 || !parsed.success || parsed.data.status !== 'success') {
      const words = (parsed.success ? parsed.data.error : undefined) ?? answer.body.trim().slice(0, 200);
      throw new BackendError(`${path} answered ${answer.status}: ${words || 'nothing'}`, answer.status);
    }
    const { warnings = [], infos = [], isPartial } = parsed.data;
    this.warnings.push(...warnings, ...infos, ...(isPartial ? ['the response is partial (isPartial)'] : []));
    const data = shape.safeParse(parsed.data.data ?? []);
    if (!data.success)
      throw new BackendError(`${path} did not return the response format of Prometheus`, 200);
    return data.data;
  }
}

/** A selector of names and labels, quoted as PromQL requires, also for UTF-8 label names. */
export function selectorOf(nameOrNames: readonly string[], labels: SeriesLabels): string {
  const matchers = Object.entries(labels).map(
    ([key, value]) => `${quoteLabel(key)}=${JSON.stringify(value)}`,
  );
  const [only, second] = nameOrNames;
  if (only !== undefined && second === undefined) matchers.unshift(`__name__=${JSON.stringify(only)}`);
  else if (only !== undefined) {
    const pattern = nameOrNames.map(escapeRegExp).join('|');
    matchers.unshift(`__name__=~${JSON.stringify(pattern)}`);
  }
  return `{${matchers.join(',')}}`;
}

/** A label's name as a query needs it. */
export function quoteLabel(label: string): string {
  return /^[A-Za-z_]\w*$/.test(label) ? label : JSON.stringify(label);
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(3);
}
