import { hostname } from 'node:os';
import { configSchema, effectiveEndpoint } from '../../shared/config/index.ts';
import { type OwnMetrics, startOwnMetrics } from '../../shared/otlp/own-metrics.ts';
import { maskUrl } from '../../shared/text/secrets.ts';
import { UsageError } from '../usage-error.ts';
import { WATCH_METRICS, WATCH_SERVICE, type WatchMetric } from './own-metrics.ts';
import type { WatchState } from './state.ts';

export interface ExportOptions {
  /** `--watch-export`: a base URL, or true where the environment has it. */
  readonly to: string | true;
  /** What is watched; distinguishes two watches on one host. */
  readonly subject: string;
  readonly state: WatchState;
  readonly env: NodeJS.ProcessEnv;
  readonly log: (level: 'info' | 'error', message: string) => void;
}

/** Well below the five minutes after which Prometheus no longer shows a sample, however rare the runs are. */
const PUSH_INTERVAL_MS = 30_000;

/** Pushes what the runs show, twice a minute and on `flush`. @throws {UsageError} where no endpoint is named */
export function exportFindings({ to, subject, state, env, log }: ExportOptions): OwnMetrics {
  const url = endpointOf(to, env);
  const own = startOwnMetrics({
    url,
    shownUrl: maskUrl(url),
    serviceName: WATCH_SERVICE,
    instanceId: `${hostname()}:${subject}`,
    intervalMs: PUSH_INTERVAL_MS,
    log,
  });
  for (const metric of WATCH_METRICS) observe(own, metric, state);
  return own;
}

/** Observed, so that a counter's series stand at 0 before the first event, and increase() counts it. */
function observe(
  { meter }: OwnMetrics,
  { name, kind, unit, description, points }: WatchMetric,
  state: WatchState,
): void {
  const options = { unit, description };
  const instrument =
    kind === 'counter'
      ? meter.createObservableCounter(name, options)
      : meter.createObservableGauge(name, options);
  instrument.addCallback((result) => {
    for (const { value, attributes } of points(state)) result.observe(value, attributes);
  });
}

/** https://opentelemetry.io/docs/specs/otel/protocol/exporter/: the signal's own variable is taken as it stands. */
function endpointOf(to: string | true, env: NodeJS.ProcessEnv): string {
  const ownEndpoint = env['OTEL_EXPORTER_OTLP_METRICS_ENDPOINT'];
  if (to === true && ownEndpoint !== undefined && ownEndpoint !== '') {
    if (/^https?:$/.test(URL.canParse(ownEndpoint) ? new URL(ownEndpoint).protocol : '')) return ownEndpoint;
    throw new UsageError('OTEL_EXPORTER_OTLP_METRICS_ENDPOINT is not an http or https URL');
  }
  const named = to === true ? {} : { endpoint: to };
  const { otel } = configSchema.parse({ diagnostics: { otel: named } }).diagnostics;
  const effective = effectiveEndpoint(otel, 'metrics', env);
  if (effective.ok) return effective.url;
  throw new UsageError(
    effective.problem
      .replace('set diagnostics.otel.endpoint, or', 'give --watch-export URL, or set')
      .replace('diagnostics.otel.endpoint', '--watch-export'),
  );
}
