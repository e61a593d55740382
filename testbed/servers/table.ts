import { CONFIG_RELOADER, ETCD_SERVER, KUBE_APISERVER, PROMETHEUS_OPERATOR } from './entries/kubernetes.ts';
import { LINTERS } from './entries/linters.ts';
import { LOKI } from './entries/loki.ts';
import { MIMIR } from './entries/mimir.ts';
import { NODE_PROGRAMS } from './entries/node.ts';
import { OPENCLAW } from './entries/openclaw.ts';
import { OTELCOL } from './entries/otelcol.ts';
import { PROMETHEUS } from './entries/prometheus.ts';
import { VICTORIAMETRICS } from './entries/victoriametrics.ts';
import { ServerError } from './error.ts';
import type { ProgramSpec, ServerSpec } from './spec.ts';

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

/** All that can be built: the servers, the programs of a Kubernetes node, and linters. */
export const PROGRAMS: readonly ProgramSpec[] = [...SERVERS, CONFIG_RELOADER, ...NODE_PROGRAMS, ...LINTERS];

/**
 * The server of a name: `prometheus`, or with a version or the beginning of one, `prometheus@3.5`.
 * @throws ServerError `unknown-server`
 */
export const serverSpec = (name: string): ServerSpec => named(SERVERS, name);

/**
 * The server or program of a name, as `serverSpec`.
 * @throws ServerError `unknown-server`
 */
export const programSpec = (name: string): ProgramSpec => named(PROGRAMS, name);

function named<Spec extends ProgramSpec>(specs: readonly Spec[], name: string): Spec {
  const [family, version] = name.split('@');
  const spec = specs.find(
    (candidate) =>
      candidate.family === family && (version === undefined || isOfSeries(candidate.version, version)),
  );
  if (spec !== undefined) return spec;
  throw new ServerError(
    'unknown-server',
    `There is no server "${name}"; there are ${specs.map(({ id }) => id).join(', ')}.`,
  );
}

/** 3.5.3 is of the series 3.5, and 3.50.0 is not. */
export function isOfSeries(version: string, series: string): boolean {
  return version === series || version.startsWith(`${series}.`);
}
