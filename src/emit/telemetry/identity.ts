import { createHash } from 'node:crypto';
import type { Identity } from '../../shared/protocol/identity.ts';

export interface InstanceFacts {
  /** `diagnostics.otel.serviceInstanceId`. */
  readonly configured: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly hostname: string;
  /** Port of the gateway's configuration; 0 where a free one is taken. */
  readonly port: number;
  readonly stateDir: string;
}

/**
 * The id of this gateway among its replicas: as configured, else `<host>:<port>`, where the host is POD_NAME (set
 * it by the downward API where pods share their node's host name), else HOSTNAME, which Kubernetes sets to the
 * pod's name, else the machine's own name. So it stays the same when a container restarts in its pod, and differs
 * in each replica and in each gateway of one machine. A free port differs at each start: its place is
 * taken by a digest of the state folder, which no two gateways share.
 *
 * Without an id two gateways write the same series, and `increase()` counts each change between them as a reset.
 */
export function instanceId({ configured, env, hostname, port, stateDir }: InstanceFacts): string {
  if (configured !== undefined) return configured;
  const host = env['POD_NAME'] || env['HOSTNAME'] || hostname;
  return `${host}:${port === 0 ? createHash('sha256').update(stateDir).digest('hex').slice(0, 8) : port}`;
}

/** Settings of `diagnostics.otel` that name the gateway. */
export interface NamingSettings {
  readonly serviceName: string;
  readonly serviceNamespace?: string | undefined;
  readonly serviceInstanceId?: string | undefined;
}

/** The identity of a gateway in its backend, whether its telemetry runs or not. */
export function identityOf(
  { serviceName, serviceNamespace, serviceInstanceId }: NamingSettings,
  place: Omit<InstanceFacts, 'configured'>,
): Identity {
  return {
    name: serviceName,
    namespace: serviceNamespace ?? null,
    instanceId: instanceId({ configured: serviceInstanceId, ...place }),
  };
}

export function sameIdentity(a: Identity, b: Identity): boolean {
  return a.name === b.name && a.namespace === b.namespace && a.instanceId === b.instanceId;
}
