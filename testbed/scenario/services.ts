import { errorCode } from '../../src/shared/text/error-code.ts';
import { type Forwarder, startForwarder } from './forwarder.ts';
import { readRecordings, startRecorded } from './recorded.ts';
import type { ScenarioBackend } from './backends.ts';
import { ScenarioError } from './error.ts';
import type { Given } from './schema.ts';
import type { Surroundings } from './surroundings.ts';

/** Names by which gateways know a backend of each family, with the port of its usual deployment. */
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

/** The cluster of one scenario: names, addresses of its own, and what listens there. */
export interface Services {
  readonly surroundings: Surroundings;
  /** Where the gateway reaches its receiver, through the fault: scheme, address and port. */
  readonly receiver: string;
  close(): Promise<void>;
}

/** Nobody resolves these: a connection is led elsewhere instead. */
const NO_NAME = /^(?:localhost|[\d.]+|\[.*\]):/;

/**
 * Gives each name an address of the loopback network, so that ports are those of the cluster and a wrong one is
 * refused by nobody but the kernel.
 *
 * @param asked `host:port` of the endpoint that the gateway is given, to be served too where the usual names do not
 *   hold its host: a scenario written elsewhere has names of its own
 * @throws {ScenarioError} where this machine has no such addresses
 */
export async function startServices(
  given: Given,
  backend: ScenarioBackend | undefined,
  recordings: string | undefined,
  asked: string | undefined,
): Promise<Services> {
  const hosts: Record<string, string> = {};
  const routes: Record<string, string> = {};
  const running: Forwarder[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(running.map((forwarder) => forwarder.close()));
  };
  const place = (name: string): { host: string; port: number } => {
    const [, host = '', port = ''] = /^(.+):(\d+)$/.exec(name) ?? [];
    if (port === '') throw new ScenarioError(`${name} is no host:port`);
    // Everything else on loopback stays where it is.
    const own = NO_NAME.test(name) ? (routes[name] ??= nextAddress()) : (hosts[host] ??= nextAddress());
    return { host: own, port: Number(port) };
  };
  try {
    const usual = USUAL[backend?.family ?? ''] ?? [];
    const isKnown = usual.some((name) => hostOf(name) === hostOf(asked ?? ''));
    // An endpoint without a scheme or a host leads nowhere, here as elsewhere.
    const isPlace = asked !== undefined && /^[^:].*:\d+$/.test(asked);
    const own = !isPlace || isKnown ? usual : [...usual, asked];
    const names = backend ? (given.backend.services ?? own) : [];
    for (const name of names)
      running.push(await startForwarder(place(name), backend?.origins ?? [], given.fault));
    for (const [name, answers] of Object.entries(recordings === undefined ? {} : readRecordings(recordings)))
      running.push(await startRecorded(place(name), answers));
    const [first = 'nowhere:9'] = names;
    const { host, port } = backend ? place(first) : { host: '127.0.0.1', port: 9 };
    return {
      receiver: `http://${host}:${port}`,
      surroundings: surroundingsOf(given, hosts, routes),
      close,
    };
  } catch (error) {
    await close();
    if (errorCode(error) !== 'EADDRNOTAVAIL') throw error;
    throw new ScenarioError('scenarios need the whole network 127.0.0.0/8 on loopback, as Linux has it');
  }
}

function surroundingsOf(
  { fault }: Given,
  hosts: Readonly<Record<string, string>>,
  routes: Readonly<Record<string, string>>,
): Surroundings {
  const places = [...Object.entries(hosts).flat(), ...Object.values(routes)];
  return {
    hosts,
    routes,
    dropped: fault.kind === 'policy' ? places : [],
    clockOffsetMs: fault.kind === 'clock' ? fault.offsetMs : 0,
    missingModule: fault.kind === 'missing-module' ? fault.module : null,
  };
}

function hostOf(name: string): string {
  return name.replace(/:\d+$/, '');
}

let addresses = 0;

/** An address that no other scenario of this process has. */
function nextAddress(): string {
  addresses += 1;
  return `127.${64 + (process.pid % 60)}.${Math.floor(addresses / 250)}.${1 + (addresses % 250)}`;
}
