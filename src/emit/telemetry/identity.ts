import { createHash } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Identity } from '../../shared/protocol/identity.ts';

export interface InstanceFacts {
  /** `diagnostics.otel.serviceInstanceId`. */
  readonly configured: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly hostname: string;
  /** Port of the gateway's configuration; 0 where a free one is taken. */
  readonly port: number;
  readonly stateDir: string;
  /** From `keepInstanceId`, in a gateway that owns its state folder; undefined in any other process. */
  readonly kept?: string | undefined;
}

/** In the state folder: the id of the gateway that owns it, as text. */
const KEPT = 'instance-id';

/**
 * The id of this gateway among its replicas: as configured, else as its state folder keeps it, else `<host>:<port>`, where
 * the host is POD_NAME (set it by the downward API where pods share their node's host name), else HOSTNAME, which
 * Kubernetes sets to the pod's name, else the machine's own name. So it stays the same in a new pod with the same state, and
 * differs in each replica and in each gateway of one machine. A free port differs at each start: its place is
 * taken by a digest of the state folder, which no two gateways share.
 *
 * Without an id two gateways write the same series, and `increase()` counts each change between them as a reset.
 */
export function instanceId({ configured, env, hostname, port, stateDir, kept }: InstanceFacts): string {
  if (configured !== undefined) return configured;
  if (kept !== undefined) return kept;
  const host = env['POD_NAME'] || env['HOSTNAME'] || hostname;
  return `${host}:${port === 0 ? createHash('sha256').update(stateDir).digest('hex').slice(0, 8) : port}`;
}

/**
 * Writes the id to the state folder, unless one is configured or kept already: a later process with this folder has the same,
 * whatever its pod is called. Only the gateway that owns the folder may call it: OpenClaw has the same default folder.
 *
 * @returns the kept id; undefined where there is none
 * @throws {NodeJS.ErrnoException} where the folder cannot be written
 */
export function keepInstanceId(facts: Omit<InstanceFacts, 'kept'>): string | undefined {
  const known = keptIn(facts.stateDir);
  if (facts.configured !== undefined || known !== undefined) return known;
  const id = instanceId(facts);
  const file = join(facts.stateDir, KEPT);
  // In one step: half an id would be another one.
  writeFileSync(`${file}.new`, `${id}\n`);
  renameSync(`${file}.new`, file);
  return id;
}

/** A file that is empty, as a crash or a full disk leaves one, keeps none. */
function keptIn(stateDir: string): string | undefined {
  try {
    return readFileSync(join(stateDir, KEPT), 'utf8').trim() || undefined;
  } catch {
    return undefined;
  }
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
