import { ETCD_SERVER, KUBE_APISERVER, PROMETHEUS_OPERATOR } from './entries/kubernetes.ts';
import { LOKI } from './entries/loki.ts';
import { MIMIR } from './entries/mimir.ts';
import { OPENCLAW } from './entries/openclaw.ts';
import { OTELCOL } from './entries/otelcol.ts';
import { PROMETHEUS } from './entries/prometheus.ts';
import { VICTORIAMETRICS } from './entries/victoriametrics.ts';
import { ServerError } from './error.ts';
import type { ServerSpec } from './spec.ts';

/** Every real server. The first of a family is its default. */
export const SERVERS: readonly ServerSpec[] = [
  ...PROMETHEUS,
  VICTORIAMETRICS,
  MIMIR,
  LOKI,
  OTELCOL,
  ETCD_SERVER,
  KUBE_APISERVER,
  PROMETHEUS_OPERATOR,
  ...OPENCLAW,
];

/**
 * The server of a name: `prometheus`, or with a version or the beginning of one, `prometheus@3.5`.
 * @throws ServerError `unknown-server`
 */
export function serverSpec(name: string): ServerSpec {
  const [family, version] = name.split('@');
  const spec = SERVERS.find(
    (candidate) =>
      candidate.family === family && (version === undefined || isOfSeries(candidate.version, version)),
  );
  if (spec !== undefined) return spec;
  throw new ServerError(
    'unknown-server',
    `There is no server "${name}"; there are ${SERVERS.map(({ id }) => id).join(', ')}.`,
  );
}

/** 3.5.3 is of the series 3.5, and 3.50.0 is not. */
export function isOfSeries(version: string, series: string): boolean {
  return version === series || version.startsWith(`${series}.`);
}
