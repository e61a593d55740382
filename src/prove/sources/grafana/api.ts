import { z } from 'zod';
import { tryJson } from '../../../shared/text/try-json.ts';
import type { HttpSource } from '../http.ts';
import { type Dashboard, readDashboard } from '../readers/index.ts';

/** Grafana responded with an error, or with another format. */
export class GrafanaError extends Error {
  override readonly name = 'GrafanaError';
  readonly status: number;

  constructor(message: string, status: number) {
    super(message);
    this.status = status;
  }
}

export interface GrafanaHealth {
  readonly version: string;
  /** `ok`, or what is wrong with its database. */
  readonly database: string;
}

export interface DataSource {
  readonly uid: string;
  readonly name: string;
  /** `prometheus`, `loki`, … */
  readonly type: string;
  /** At which Grafana reaches it. */
  readonly url: string;
  readonly isDefault: boolean;
}

/** A dashboard in the result of a search. */
export interface DashboardHit {
  readonly uid: string;
  readonly title: string;
}

/** Labels of one series that a query returned. */
export type GrafanaSeries = Readonly<Record<string, string>>;

const health = z.object({ version: z.string().default(''), database: z.string().default('') });
const dataSources = z.array(
  z.object({
    uid: z.string(),
    name: z.string(),
    type: z.string(),
    url: z.string().default(''),
    isDefault: z.boolean().default(false),
  }),
);
const hits = z.array(z.object({ uid: z.string(), title: z.string() }));
const labels = z.record(z.string(), z.string());
const frame = z.object({
  schema: z.object({ fields: z.array(z.object({ type: z.string().optional(), labels: labels.optional() })) }),
  /** A column for each field. */
  data: z.object({ values: z.array(z.array(z.unknown())) }),
});
const queried = z.object({
  results: z.record(z.string(), z.object({ error: z.string().optional(), frames: z.array(frame).nullish() })),
});
const proxied = z.object({ data: z.object({ result: z.array(z.object({ metric: labels })) }) });

/** Identifies the query in the response. */
const REF = 'A';

/** Grafana's HTTP API (https://grafana.com/docs/grafana/latest/developers/http_api/), each call one request. */
export class GrafanaApi {
  readonly http: HttpSource;

  constructor(http: HttpSource) {
    this.http = http;
  }

  /** Needs no credentials. @throws {UnreachableError} @throws {GrafanaError} */
  async health(): Promise<GrafanaHealth> {
    const answer = await this.http.get('/api/health');
    const parsed = health.safeParse(tryJson(answer.body));
    // If the database fails, Grafana responds with 503 and the same body.
    if (parsed.success && parsed.data.database !== '') return parsed.data;
    throw errorOf('/api/health', answer.status, answer.body);
  }

  /** @throws {UnreachableError} @throws {GrafanaError} */
  async dataSources(): Promise<readonly DataSource[]> {
    return this.#get('/api/datasources', [], dataSources);
  }

  /**
   * Whether there is none of this uid or name: a list may leave out what these credentials may not read, and that is
   * answered with 403.
   *
   * @throws {UnreachableError} @throws {GrafanaError}
   */
  async lacksDataSource(source: string): Promise<boolean> {
    for (const by of ['uid', 'name']) {
      const path = `/api/datasources/${by}/${encodeURIComponent(source)}`;
      const { status, body } = await this.http.get(path);
      if (status === 200) return false;
      if (status !== 404) throw errorOf(path, status, body);
    }
    return true;
  }

  /** Dashboards that these credentials may see. @throws {UnreachableError} @throws {GrafanaError} */
  async search(title: string): Promise<readonly DashboardHit[]> {
    return this.#get(
      '/api/search',
      [
        ['type', 'dash-db'],
        ['query', title],
      ],
      hits,
    );
  }

  /** The dashboard of a uid; null if there is none. @throws {UnreachableError} @throws {GrafanaError} */
  async dashboard(uid: string): Promise<Dashboard | null> {
    const path = `/api/dashboards/uid/${encodeURIComponent(uid)}`;
    const { status, body } = await this.http.get(path);
    // A dashboard that may not be read has the status 403.
    if (status === 404) return null;
    const found = readDashboard(`${this.http.url}/d/${uid}`, tryJson(body), body);
    if (status === 200 && found) return found;
    throw errorOf(path, status, body);
  }

  /**
   * What a data source of the type `prometheus` answers to an instant query, through Grafana.
   *
   * @throws {UnreachableError} @throws {GrafanaError}
   */
  async series(uid: string, expr: string): Promise<readonly GrafanaSeries[]> {
    const query = {
      refId: REF,
      datasource: { type: 'prometheus', uid },
      expr,
      instant: true,
      range: false,
      format: 'time_series',
    };
    const body = JSON.stringify({ queries: [query], from: 'now-5m', to: 'now' });
    const answer = await this.http.post('/api/ds/query', body, 'application/json');
    // Grafana before 8 has no such route, and a proxy may allow GET requests only.
    if (answer.status === 404 || answer.status === 405) return this.#throughProxy(uid, expr);
    const result = queried.safeParse(tryJson(answer.body)).data?.results[REF];
    if (answer.status !== 200 || !result || result.error !== undefined)
      throw errorOf('/api/ds/query', answer.status, result?.error ?? answer.body);
    return (result.frames ?? []).flatMap(({ schema, data }) => {
      const column = schema.fields.findIndex(({ type }) => type !== 'time');
      // If there are no series, Grafana returns one empty frame.
      const isEmpty = (data.values[column] ?? []).length === 0;
      return isEmpty ? [] : [schema.fields[column]?.labels ?? {}];
    });
  }

  async #throughProxy(uid: string, expr: string): Promise<readonly GrafanaSeries[]> {
    const path = `/api/datasources/proxy/uid/${encodeURIComponent(uid)}/api/v1/query`;
    const { data } = await this.#get(path, [['query', expr]], proxied);
    return data.result.map(({ metric }) => metric);
  }

  async #get<T>(path: string, query: [string, string][], shape: z.ZodType<T>): Promise<T> {
    const { status, body } = await this.http.get(path, query);
    const parsed = shape.safeParse(tryJson(body));
    if (status === 200 && parsed.success) return parsed.data;
    throw errorOf(path, status, body);
  }
}

const CREDENTIALS =
  '; give a service account token in THROUGHLINE_GRAFANA_TOKEN, and its organization as X-Grafana-Org-Id=1 in THROUGHLINE_GRAFANA_HEADERS';

function errorOf(path: string, status: number, body: string): GrafanaError {
  const words = body.trim().slice(0, 200) || 'nothing';
  const hint = status === 401 || status === 403 ? CREDENTIALS : '';
  return new GrafanaError(`${path} answered ${status}: ${words}${hint}`, status);
}
