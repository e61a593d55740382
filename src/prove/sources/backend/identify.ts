import { knownCounters } from '../../../shared/failure-modes/match.ts';
import { isRecord } from '../../../shared/text/is-record.ts';
import { tryJson } from '../../../shared/text/try-json.ts';
import type { Backend, Version } from '../../translate/index.ts';
import { type HttpAnswer, UnreachableError } from '../http.ts';
import type { PrometheusApi } from './api.ts';
import { whyNoAnswer } from './no-answer.ts';
import { ASSUMED_VERSIONS, showVersion } from './flavour.ts';
import { parseFlagLines, parseVersion, prometheusSettings, victoriaMetricsSettings } from './settings.ts';

/** What a backend is, and its settings. */
export interface BackendIdentity {
  /** For people: `Prometheus 3.5.3`. */
  readonly title: string;
  /** What decides how it names series. */
  readonly backend: Backend;
  /** Null if the server does not report it. */
  readonly version: Version | null;
  /** Whether its OTLP receiver is on, by its own flags. */
  readonly receiver: 'on' | 'off' | 'unknown';
  /** URL that OTLP metrics are pushed to. */
  readonly otlpMetricsUrl: string;
  /** Flags of the process, without their dashes; empty if they cannot be read. */
  readonly flags: ReadonlyMap<string, string>;
  /** Text of the configuration file; empty if it cannot be read. */
  readonly config: string;
  /** Rows that the server dropped, and OTLP requests and rows; empty if the server is not known to count them. */
  readonly serverCounts: ReadonlyMap<string, number>;
  /** What could not be read, and what is assumed instead. */
  readonly assumptions: readonly string[];
}

/**
 * Identifies a backend and its settings: from buildinfo, flags and config of Prometheus, and from the `/flags` of
 * VictoriaMetrics, whose buildinfo claims to be Prometheus 2.24.
 *
 * @throws {UnreachableError} if it does not respond
 * @throws {BackendError} if it does not respond as a backend does: starting, credentials, another path
 */
export async function identifyBackend(api: PrometheusApi): Promise<BackendIdentity> {
  const info = await api.http.get('/api/v1/status/buildinfo');
  const buildinfo = dataOf(bodyOf(info));
  const application = stringOf(buildinfo, 'application');
  const version = parseVersion(stringOf(buildinfo, 'version'));
  if (/mimir/i.test(application)) return mimir(api, version);
  const flagsJson = await text(api, '/api/v1/status/flags');
  const flags = new Map(Object.entries(dataOf(flagsJson)).map(([name, value]) => [name, String(value)]));
  // Only VictoriaMetrics has this route. Prometheus returns its own HTML page for it.
  const flagLines = parseFlagLines(flags.size > 0 ? '' : await text(api, '/flags'));
  if (info.status !== 200 && flagsJson === '' && flagLines.size === 0) {
    const why = await whyNoAnswer(api, info);
    if (why) throw why;
  }
  if (flagLines.has('httpListenAddr')) return victoriaMetrics(api, flagLines);
  const config = stringOf(dataOf(await text(api, '/api/v1/status/config')), 'yaml');
  return prometheus(api, application, version, flags, config);
}

function prometheus(
  api: PrometheusApi,
  application: string,
  version: Version | null,
  flags: ReadonlyMap<string, string>,
  config: string,
): BackendIdentity {
  const features = new Set((flags.get('enable-feature') ?? '').split(',').filter(Boolean));
  const modern = flags.has('web.enable-otlp-receiver');
  const assumptions: string[] = [];
  if (!version) assumptions.push('it does not report its version; the rules of 3.5 are assumed');
  if (flags.size === 0) assumptions.push('its flags cannot be read; features are assumed to be off');
  if (config === '') assumptions.push('its configuration cannot be read; the default translation is assumed');
  const receiver = modern
    ? flags.get('web.enable-otlp-receiver') === 'true'
      ? 'on'
      : 'off'
    : flags.size === 0
      ? 'unknown'
      : features.has('otlp-write-receiver')
        ? 'on'
        : 'off';
  const name = /throughline/i.test(application)
    ? 'Embedded receiver, by the rules of Prometheus'
    : 'Prometheus';
  return {
    title: `${name}${version ? ` ${showVersion(version)}` : ''}`,
    backend: {
      flavour: 'prometheus',
      version: version ?? ASSUMED_VERSIONS.prometheus,
      settings: prometheusSettings(config, features),
    },
    version,
    receiver,
    otlpMetricsUrl: `${api.http.url}/api/v1/otlp/v1/metrics`,
    flags,
    config,
    serverCounts: new Map(),
    assumptions,
  };
}

async function victoriaMetrics(
  api: PrometheusApi,
  flags: ReadonlyMap<string, string>,
): Promise<BackendIdentity> {
  const metrics = await text(api, '/metrics');
  const version = parseVersion(/^vm_app_version\{[^}]*short_version="([^"]*)"/m.exec(metrics)?.[1] ?? '');
  return {
    title: `VictoriaMetrics${version ? ` ${showVersion(version)}` : ''}`,
    backend: {
      flavour: 'victoriametrics',
      version: version ?? ASSUMED_VERSIONS.victoriametrics,
      settings: victoriaMetricsSettings(flags),
    },
    version,
    receiver: 'on',
    otlpMetricsUrl: `${api.http.url}/opentelemetry/v1/metrics`,
    flags,
    config: '',
    serverCounts: countsOf(metrics),
    assumptions: version ? [] : ['it does not report its version; the rules of 1.140 are assumed'],
  };
}

function mimir(api: PrometheusApi, version: Version | null): BackendIdentity {
  return {
    title: `Grafana Mimir${version ? ` ${showVersion(version)}` : ''}`,
    backend: { flavour: 'mimir', version: version ?? ASSUMED_VERSIONS.mimir, settings: {} },
    version,
    receiver: 'on',
    otlpMetricsUrl: `${api.http.url.replace(/\/prometheus$/, '')}/otlp/v1/metrics`,
    flags: new Map(),
    config: '',
    serverCounts: new Map(),
    assumptions: ['Mimir does not show its settings; its default, without suffixes, is assumed'],
  };
}

const COUNT = /^(vm_\w+(?:\{[^}]*\})?) (\d+(?:\.\d+)?(?:e\+\d+)?)$/gm;

/** OTLP requests that were answered with an error, and rows that came by OTLP. */
const OTLP_COUNTS =
  /^vm_http_request_errors_total\{.*\/opentelemetry|^vm_rows_inserted_total\{type="opentelemetry"\}/;

/** The counters that show dropped rows, and those of the OTLP receiver. */
function countsOf(metrics: string): Map<string, number> {
  const known = new Set(
    [...knownCounters('counter'), ...knownCounters('relabelling')].map(({ name }) => name),
  );
  const counts = [...metrics.matchAll(COUNT)].map(([, name = '', value]) => [name, Number(value)] as const);
  return new Map(counts.filter(([name]) => known.has(name) || OTLP_COUNTS.test(name)));
}

/** Body of a response; empty unless its status is 200. */
async function text(api: PrometheusApi, path: string): Promise<string> {
  try {
    return bodyOf(await api.http.get(path));
  } catch (error) {
    if (error instanceof UnreachableError) throw error;
    return '';
  }
}

function bodyOf({ status, body }: HttpAnswer): string {
  return status === 200 ? body : '';
}

function dataOf(json: string): Record<string, unknown> {
  const parsed = tryJson(json);
  const data = isRecord(parsed) ? parsed['data'] : undefined;
  return isRecord(data) ? data : {};
}

function stringOf(data: Record<string, unknown>, key: string): string {
  const value = data[key];
  return typeof value === 'string' ? value : '';
}
