import type { Ledger } from '../../../shared/protocol/ledger.ts';
import type { Renaming } from './renaming.ts';
import { instanceOf } from './instance.ts';
import { type Contract, expectedMetrics, type ExpectedMetric, identityLabels } from '../../contract/index.ts';
import type { BackendIdentity, PrometheusApi, SeriesLabels, StoredSeries } from '../../sources/index.ts';
import { BackendError, selectorOf } from '../../sources/index.ts';
import { DEFAULT_BACKEND } from '../backend-rules.ts';
import { judge, namesInstead, staleAfterMs } from './judge.ts';
import { healthIn, healthNames, isOf, type StoredHealth } from './health.ts';
import { newestByName } from './newest.ts';
import { reconcile } from './reconcile.ts';
import type { MetricResult, Reconciliation } from '../../../shared/protocol/report.ts';

/** A contract compared with what a backend stores. */
export interface Arrival {
  /** When it was read, in Unix milliseconds. */
  readonly at: number;
  readonly metrics: readonly MetricResult[];
  readonly reconciliation: Reconciliation | null;
  /** Labels by which the service's series were selected. */
  readonly identity: Readonly<Record<string, string>>;
  /** Values of `instance`, or of the label used in its place, with the time of the newest sample in Unix milliseconds. */
  readonly instances: readonly { readonly instance: string; readonly newest: number }[];
  /** Samples of the series that count a metric, over ten flush intervals: enough to see several writers take turns. */
  readonly history: readonly StoredSeries[];
  /** The exporter's own health; null where none is stored within the history. */
  readonly health: StoredHealth | null;
  /** Health of the job that is not of the gateway that was asked; null where none is stored within the history. */
  readonly othersHealth: StoredHealth | null;
  /**
   * Newest sample of the gateway that was asked, of a metric or of its health, in Unix milliseconds; without a ledger, of any of
   * the service. Null where none is stored within the history.
   */
  readonly newestOwn: number | null;
  /** Label names seen on the service's series, by the name of the series that counts a metric, also under another name. */
  readonly labelNames: ReadonlyMap<string, ReadonlySet<string>>;
  /** Why a metric that is stored under another name has it, by its expected name. */
  readonly renamings: ReadonlyMap<string, Renaming>;
  /** All names that the service has now; empty where no metric is missing. */
  readonly names: readonly string[];
  /** Jobs that have the contract's names, if its own job has none of them. */
  readonly otherJobs: readonly string[];
}

export interface ArrivalInput {
  readonly contract: Contract;
  readonly identity: BackendIdentity;
  readonly api: PrometheusApi;
  /** Null if the gateway has none, or no gateway was given. */
  readonly ledger: Ledger | null;
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
}

const DAY_MS = 86_400_000;

/**
 * Waits in milliseconds between queries, while the result does not contain the last accepted push: VictoriaMetrics makes
 * data searchable after some seconds (measured on 1.140: 2 to 3, and up to 10 for the very first series).
 */
const TRAILING_WAITS_MS = [500, 1_000, 2_000, 4_000];

/**
 * Queries the contract's metrics, and the exporter's own health with them. The number of requests does not depend on the number of metrics: one for the samples
 * and, only if a metric is missing, one for the names that are stored instead, one for the names of the last day, one
 * for other services that have the names and, if there are such names, those for the times of their newest samples.
 *
 * @throws {UnreachableError} @throws {BackendError}
 */
export async function readArrival(input: ArrivalInput): Promise<Arrival> {
  const { contract, identity: known, ledger } = input;
  const expected = expectedMetrics(contract, DEFAULT_BACKEND);
  const byBackend = expectedMetrics(contract, known.backend);
  const labels = identityLabels(contract, known.backend);
  const backends = [known.backend, DEFAULT_BACKEND];
  const healthSeries = new Set(healthNames(backends));
  const counting = [...expected, ...byBackend].map(({ countSeries }) => countSeries);
  const names = [...new Set([...counting, ...healthSeries])];
  const [history, ofHealth] = partition(await readHistory(input, names, labels, healthSeries), (series) =>
    healthSeries.has(series.labels['__name__'] ?? ''),
  );
  const stored = since(history, input.now() - recentMs(contract));
  const absent = expected.filter(
    ({ countSeries }) => !stored.some(({ labels: l }) => l['__name__'] === countSeries),
  );
  // A metric that was never recorded needs no explanation, which saves three requests.
  const isIdle = ({ metric }: ExpectedMetric): boolean =>
    ledger?.metrics.find(({ name }) => name === metric.otlp)?.live.events === 0;
  const [named, elsewhere] =
    absent.length > 0 && !absent.every(isIdle)
      ? await Promise.all([readNames(input, labels, absent), readElsewhere(input, labels, absent)])
      : [{ current: [], day: [] }, []];
  const pairs = expected.map((metric, index) => ({
    metric,
    byBackend: byBackend[index] ?? metric,
    backend: known.backend,
  }));
  const sought = pairs
    .filter(({ metric }) => absent.includes(metric))
    .flatMap((pair) => [
      pair.metric.countSeries,
      ...namesInstead({ ...pair, names: named }).map(({ name }) => name),
    ]);
  const { newest, day, lately } = await readNewest(input, labels, history, {
    ...named,
    sought: distinct(sought),
  });
  const fresh = since([...history, ...ofHealth], input.now() - staleAfterMs(contract.flushIntervalMs));
  const metrics = pairs.map((pair) =>
    judge({
      ...pair,
      stored,
      names: { current: named.current, day },
      newest,
      elsewhere,
      ledger: ledger?.metrics.find(({ name }) => name === pair.metric.metric.otlp),
      identity: labels,
      now: input.now(),
      flushIntervalMs: contract.flushIntervalMs,
      othersArrive: fresh.length > 0,
    }),
  );
  const reconciled = ledger ? reconcile(metrics, expected, stored, ledger, known.backend, contract) : null;
  const own = identityLabels(contract, known.backend, ledger?.service.instanceId);
  return {
    at: input.now(),
    metrics: reconciled?.metrics ?? metrics,
    reconciliation: reconciled?.total ?? null,
    identity: labels,
    history,
    health: healthIn(ofHealth, own, backends),
    othersHealth: healthIn(
      ofHealth.filter((series) => !isOf(series, own)),
      {},
      backends,
    ),
    newestOwn: newestOfAll([...history, ...lately, ...ofHealth].filter((series) => isOf(series, own))),
    instances: instancesOf([...stored, ...since(ofHealth, input.now() - recentMs(contract))]),
    labelNames: labelNamesOf([...stored, ...since(lately, input.now() - recentMs(contract))]),
    renamings: new Map(
      pairs.flatMap((pair, index): [string, Renaming][] => {
        const { status, found } = metrics[index]!;
        const instead =
          status === 'misnamed' &&
          namesInstead({ ...pair, names: named }).find(({ name }) => found.includes(name));
        return instead ? [[pair.metric.prometheus, instead.cause]] : [];
      }),
    ),
    names: named.current,
    otherJobs: stored.length > 0 ? [] : distinct(elsewhere.map(({ job }) => job ?? '')),
  };
}

/** Those that a condition does not hold for, and those that it holds for. */
function partition<T>(all: readonly T[], holds: (one: T) => boolean): [T[], T[]] {
  return [all.filter((one) => !holds(one)), all.filter(holds)];
}

function labelNamesOf(stored: readonly StoredSeries[]): Map<string, Set<string>> {
  const names = new Map<string, Set<string>>();
  for (const { labels } of stored) {
    const name = labels['__name__'] ?? '';
    const known = names.get(name) ?? new Set();
    for (const label of Object.keys(labels)) known.add(label);
    names.set(name, known);
  }
  return names;
}

/** What has no sample within it does not arrive now. */
function recentMs({ flushIntervalMs }: Contract): number {
  return Math.max(3 * flushIntervalMs + 5_000, 30_000);
}

function historyMs({ flushIntervalMs }: Contract): number {
  return Math.max(10 * flushIntervalMs, 120_000);
}

/** Series that have samples after a time, with these samples only. */
function since(history: readonly StoredSeries[], from: number): StoredSeries[] {
  return history.flatMap((series) => {
    const samples = series.samples.filter(({ at }) => at > from);
    return samples.length === 0 ? [] : [{ ...series, samples }];
  });
}

async function readHistory(
  { contract, api, ledger, now, sleep }: ArrivalInput,
  names: readonly string[],
  labels: Readonly<Record<string, string>>,
  healthSeries: ReadonlySet<string>,
): Promise<StoredSeries[]> {
  const acknowledged = ledger?.acknowledgedAt ? Date.parse(ledger.acknowledgedAt) : undefined;
  // Health is stored from the start: its samples do not show that the first ones of a metric are searchable.
  const hasEvents = ledger?.metrics.some(({ acknowledged: { events } }) => events > 0) ?? false;
  const decides = ({ labels: own }: StoredSeries): boolean =>
    !hasEvents || !healthSeries.has(own['__name__'] ?? '');
  const query = (): Promise<StoredSeries[]> =>
    api.samples(selectorOf(names, labels), historyMs(contract), now());
  let stored = await query();
  for (const wait of TRAILING_WAITS_MS) {
    const newest = Math.max(0, ...stored.filter(decides).map(newestOf));
    if (acknowledged === undefined || newest >= acknowledged || acknowledged < now() - recentMs(contract))
      break;
    await sleep(wait);
    stored = await query();
  }
  return stored;
}

async function readNames(
  { api, now }: ArrivalInput,
  labels: Readonly<Record<string, string>>,
  absent: readonly ExpectedMetric[],
): Promise<{ current: string[]; day: string[] }> {
  // Without a job, the response would contain every name in the backend.
  if (Object.keys(labels).length === 0) return { current: [], day: [] };
  const at = now();
  const sought = absent.map(({ countSeries }) => countSeries);
  const [current, day] = await Promise.all([
    api.names(selectorOf([], labels), at),
    api.series(selectorOf(sought, labels), at - DAY_MS, at),
  ]);
  return { current, day: distinct(day.map((series) => series['__name__'] ?? '')) };
}

/**
 * The newest samples of all names in the history, and of the sought ones within a day; and which of them had a sample
 * within that day. Lists of series also contain those of a batch that was rejected, so the samples decide where the
 * backend answers a query over a range.
 */
async function readNewest(
  { api, contract, now }: ArrivalInput,
  labels: SeriesLabels,
  history: readonly StoredSeries[],
  { current, day, sought }: { [kind in 'current' | 'day' | 'sought']: readonly string[] },
): Promise<{
  newest: ReadonlyMap<string, number>;
  day: readonly string[];
  /** Series of the sought names that have samples within the history. */
  lately: readonly StoredSeries[];
}> {
  const newest = newestByName(history);
  const listed = new Set([...current, ...day]);
  const open = (): string[] => sought.filter((name) => listed.has(name) && !newest.has(name));
  const lately =
    open().length > 0 ? await api.samples(selectorOf(open(), labels), historyMs(contract), now()) : [];
  for (const [name, at] of newestByName(lately)) newest.set(name, at);
  if (open().length === 0) return { newest, lately, day: day.filter((name) => newest.has(name)) };
  try {
    const found = await api.newestSamples(selectorOf(open(), labels), DAY_MS, now());
    for (const [name, at] of found) if (at !== undefined) newest.set(name, at);
    return { newest, lately, day: distinct([...newest.keys(), ...found.keys(), ...current]) };
  } catch (error) {
    // Without queries over a range it is known that a metric has ended, and not when.
    if (error instanceof BackendError) return { newest, lately, day };
    throw error;
  }
}

/** Every service that has the names, as one group of labels each. */
async function readElsewhere(
  { api, now }: ArrivalInput,
  labels: SeriesLabels,
  absent: readonly ExpectedMetric[],
): Promise<SeriesLabels[]> {
  const names = absent.map(({ countSeries }) => countSeries);
  return api.groups(selectorOf(names, {}), [...new Set(['__name__', 'job', ...Object.keys(labels)])], now());
}

/** Time of a series' newest sample. */
export function newestOf(series: StoredSeries): number {
  return series.samples.at(-1)?.at ?? 0;
}

function newestOfAll(series: readonly StoredSeries[]): number | null {
  return series.length === 0 ? null : Math.max(...series.map(newestOf));
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)].filter((value) => value !== '').toSorted();
}

function instancesOf(stored: readonly StoredSeries[]): Arrival['instances'] {
  const newest = new Map<string, number>();
  for (const series of stored) {
    const instance = instanceOf(series.labels);
    if (instance) newest.set(instance, Math.max(newest.get(instance) ?? 0, newestOf(series)));
  }
  return [...newest].map(([instance, at]) => ({ instance, newest: at }));
}
