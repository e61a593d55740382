import {
  type Dashboard,
  type DataSource,
  GrafanaApi,
  type GrafanaHealth,
  type HttpSource,
} from '../sources/index.ts';
import { type Result, resultOf } from './result.ts';

/** A dashboard that should be in Grafana, and what is there. */
export interface FoundDashboard {
  /** As its file has it; undefined where no file was given, and Grafana's own are looked at. */
  readonly wanted: Dashboard | undefined;
  /** Null where Grafana has none of its uid and none of its title. */
  readonly found: Dashboard | null;
}

/** Grafana, asked once a run, by few requests. */
export interface GrafanaView {
  readonly url: string;
  health(): Promise<Result<GrafanaHealth>>;
  dataSources(): Promise<Result<readonly DataSource[]>>;
  /** Whether there is no data source of this uid or name; the list may leave some out. */
  lacksDataSource(source: string): Promise<Result<boolean>>;
  /** Those of the files, two at most; without files those with the service's name in their title. */
  dashboards(): Promise<Result<readonly FoundDashboard[]>>;
  /** Labels of the series that a Prometheus data source answers to an instant query. */
  series(uid: string, expr: string): Promise<Result<readonly Readonly<Record<string, string>>[]>>;
}

const MOST_DASHBOARDS = 2;
const MOST_HITS = 2;

/** @param service its name, to look for dashboards by where none are wanted */
export function createGrafanaView(
  http: HttpSource,
  wanted: readonly Dashboard[],
  service: string,
): GrafanaView {
  const api = new GrafanaApi(http);
  let health: Promise<Result<GrafanaHealth>> | undefined;
  let dataSources: Promise<Result<readonly DataSource[]>> | undefined;
  let dashboards: Promise<Result<readonly FoundDashboard[]>> | undefined;
  return {
    url: http.url,
    health: () => (health ??= resultOf(api.health())),
    dataSources: () => (dataSources ??= resultOf(api.dataSources())),
    lacksDataSource: (source) => resultOf(api.lacksDataSource(source)),
    dashboards: () =>
      (dashboards ??= resultOf(wanted.length > 0 ? theseOf(api, wanted) : anyOf(api, service))),
    series: (uid, expr) => resultOf(api.series(uid, expr)),
  };
}

async function theseOf(api: GrafanaApi, wanted: readonly Dashboard[]): Promise<FoundDashboard[]> {
  return Promise.all(
    distinct(wanted)
      .slice(0, MOST_DASHBOARDS)
      .map(async (one) => ({ wanted: one, found: await findIn(api, one) })),
  );
}

/** A folder may hold one as JSON and in a ConfigMap. */
function distinct(wanted: readonly Dashboard[]): Dashboard[] {
  return [...new Map(wanted.map((one) => [one.uid ?? one.title, one])).values()];
}

async function findIn(api: GrafanaApi, { uid, title }: Dashboard): Promise<Dashboard | null> {
  const byUid = uid === undefined ? null : await api.dashboard(uid);
  if (byUid) return byUid;
  // A search is by parts of words.
  const hit = (await api.search(title)).find((one) => one.title === title);
  return hit ? api.dashboard(hit.uid) : null;
}

async function anyOf(api: GrafanaApi, service: string): Promise<FoundDashboard[]> {
  const hits = (await api.search(service)).slice(0, MOST_HITS);
  const found = await Promise.all(hits.map(({ uid }) => api.dashboard(uid)));
  return found.flatMap((one) => (one ? [{ wanted: undefined, found: one }] : []));
}
