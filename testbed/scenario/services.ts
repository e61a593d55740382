import { errorCode } from '../../src/shared/text/error-code.ts';
import { type Forwarder, startForwarder } from './forwarder.ts';
import { readRecordings, startRecorded } from './recorded.ts';
import type { ScenarioBackend } from './backends.ts';
import { ScenarioError } from './error.ts';
import type { Given } from './schema.ts';
import type { PreloadSettings } from './preload-env.ts';

/** Usual names of a backend of each family in a cluster, with the port of its usual deployment. */
const USUAL: Readonly<Record<string, readonly string[]>> = {
  prometheus: [
    'prometheus-k8s.monitoring.svc:9090',
    'prometheus-k8s.monitoring.svc.cluster.local:9090',
    'prometheus-operated.monitoring.svc:9090',
    'prometheus.monitoring.svc:9090',
    'prometheus:9090',
  ],
  victoriametrics: ['victoriametrics.monitoring.svc:8428', 'victoriametrics:8428'],
  mimir: ['mimir.monitoring.svc:8080', 'mimir:8080'],
};

/** The cluster of one scenario: names, separate addresses, and what listens there. */
export interface Services {
  readonly preload: PreloadSettings;
  /** The gateway's way to its receiver, through the fault: scheme, address and port. */
  readonly receiver: string;
  close(): Promise<void>;
}

/** These are not resolved, so connections to them are redirected instead. */
const NO_NAME = /^(?:localhost|[\d.]+|\[.*\]):/;

/**
 * Gives each name a separate loopback address. Ports are those of the cluster, and the kernel refuses a connection to a
 * wrong port.
 *
 * @param endpoint `host:port` of the configured endpoint. It resolves too if it is not one of the usual names: a scenario
 *   written elsewhere has other names
 * @throws {ScenarioError} where this machine has no such addresses
 */
export async function startServices(
  given: Given,
  backend: ScenarioBackend | undefined,
  recordings: string | undefined,
  endpoint: string | undefined,
): Promise<Services> {
  const hosts: Record<string, string> = {};
  const routes: Record<string, string> = {};
  const running: Forwarder[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(running.map((forwarder) => forwarder.close()));
  };
  const addressOf = (name: string): { host: string; port: number } => {
    const [, host = '', port = ''] = /^(.+):(\d+)$/.exec(name) ?? [];
    if (port === '') throw new ScenarioError(`${name} is no host:port`);
    // Other connections to loopback addresses are not redirected.
    const own = NO_NAME.test(name) ? (routes[name] ??= nextAddress()) : (hosts[host] ??= nextAddress());
    return { host: own, port: Number(port) };
  };
  try {
    const usual = USUAL[backend?.family ?? ''] ?? [];
    const isKnown = usual.some((name) => hostOf(name) === hostOf(endpoint ?? ''));
    // An endpoint without a scheme or a host never resolves.
    const isAddress = endpoint !== undefined && /^[^:].*:\d+$/.test(endpoint);
    const own = !isAddress || isKnown ? usual : [...usual, endpoint];
    const names = backend ? (given.backend.services ?? own) : [];
    for (const name of names)
      running.push(await startForwarder(addressOf(name), backend?.origins ?? [], given.fault));
    for (const [name, answers] of Object.entries(recordings === undefined ? {} : readRecordings(recordings)))
      running.push(await startRecorded(addressOf(name), answers));
    const [first = 'nowhere:9'] = names;
    const { host, port } = backend ? addressOf(first) : { host: '127.0.0.1', port: 9 };
    return {
      receiver: `http://${host}:${port}`,
      preload: preloadSettings(given, hosts, routes),
      close,
    };
  } catch (error) {
    await close();
    if (errorCode(error) !== 'EADDRNOTAVAIL') throw error;
    throw new ScenarioError('scenarios need the whole network 127.0.0.0/8 on loopback, as Linux has it');
  }
}

function preloadSettings(
  { fault }: Given,
  hosts: Readonly<Record<string, string>>,
  routes: Readonly<Record<string, string>>,
): PreloadSettings {
  const addresses = [...Object.entries(hosts).flat(), ...Object.values(routes)];
  return {
    hosts,
    routes,
    dropped: fault.kind === 'policy' ? addresses : [],
    clockOffsetMs: fault.kind === 'clock' ? fault.offsetMs : 0,
    missingModule: fault.kind === 'missing-module' ? fault.module : null,
  };
}

function hostOf(name: string): string {
  return name.replace(/:\d+$/, '');
}

let given = 0;

/** An address that no other scenario of this process uses. */
function nextAddress(): string {
  given += 1;
  return `127.${64 + (process.pid % 60)}.${Math.floor(given / 250)}.${1 + (given % 250)}`;
}
