/** Whose line of a log it is. */
export interface LogOwner {
  /** The label `job` of the service; undefined for any. */
  readonly job?: string | undefined;
  /** The tenant to which it pushes; undefined where that is not known. */
  readonly tenant?: string | undefined;
}

/** Names of the tenant where a server has only one. */
const SINGLE_TENANT = new Set(['anonymous', 'fake', 'default-tenant']);

/** A line about traces or logs: by the collector's fields, the path of a push, and the words of SDKs. */
const OTHER_SIGNAL =
  /"(?:otelcol\.signal|data_type)":\s*"(traces|logs|profiles)"|\botelcol\.signal="(traces|logs|profiles)"|\/v1\/(traces|logs)\b|\[OTLP (TRACE|LOG) |\b(?:export|exporting|upload) (?:\d+ )?(spans|traces|logs)\b|\bexport (Span|Trace|Log)s?RequestMarshalers?\b/i;
/** Sentences of Loki, which takes logs only. */
const OF_LOKI = /while attempting to ingest '\d+' lines|\bentry for stream '|active stream limit/i;
const ABOUT_METRICS = /\bmetrics?\b/i;

/**
 * What else a line is about, such as "scrape pool node": another job, a scrape, another tenant or another signal. Undefined
 * where the line may be about the service.
 */
export function otherSubject(text: string, { job, tenant }: LogOwner): string | undefined {
  const named = jobIn(text);
  if (job !== undefined && named !== undefined && !isSameService(named, job)) return `job ${named}`;
  const pool = fieldOf(text, 'scrape_pool');
  if (pool !== undefined && named === undefined && (job === undefined || !isSameService(pool, job))) {
    return `scrape pool ${pool}`;
  }
  const user = ['tenant', 'user', 'org_id', 'orgID', 'tenantID'].flatMap(
    (name) => fieldOf(text, name) ?? [],
  )[0];
  if (tenant !== undefined && user !== undefined && user !== tenant && !SINGLE_TENANT.has(user)) {
    return `tenant ${user}`;
  }
  if (OF_LOKI.test(text)) return 'the signal logs';
  const signal = OTHER_SIGNAL.exec(text)?.slice(1).find(Boolean);
  if (signal !== undefined && !ABOUT_METRICS.test(text)) return `the signal ${signal.toLowerCase()}`;
  return undefined;
}

/** The label `job` of a series, quoted in logfmt, in JSON or not at all. */
function jobIn(text: string): string | undefined {
  return /[{,\s]job=\\*"([^"\\]*)\\*"/.exec(text)?.[1];
}

/** A field as logfmt, JSON or a sentence has it: `user=a`, `user="a"`, `"user": "a"`. */
function fieldOf(text: string, name: string): string | undefined {
  const [, value] =
    new RegExp(String.raw`(?:^|[\s,{(])"?${name}"?(?:=|:\s*)\\*"?([^\s"\\,})]+)`).exec(text) ?? [];
  return value?.replace(/:$/, '');
}

/** A service without its namespace may be the same one, set up in part. */
function isSameService(named: string, job: string): boolean {
  return named === job || named.slice(named.indexOf('/') + 1) === job.slice(job.indexOf('/') + 1);
}
