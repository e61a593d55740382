import { type Contract, ContractError, defaultContract, parseContract } from '../../prove/contract/index.ts';
import {
  collectorConfigs,
  type ConfigFile,
  gatewayConfigs,
  type HttpSource,
  inForce,
  type ManifestSet,
  readCollectorConfig,
  readConfigFile,
  readEnvFile,
  readLogFile,
  readManifests,
  readReaders,
  SourceFileError,
} from '../../prove/sources/index.ts';
import {
  type CollectorView,
  type EnvironmentPlaces,
  createBackendView,
  createEnvironment,
  createCollectorView,
  createGatewayView,
  createGrafanaView,
  createLogView,
  createTapView,
  type GatewayView,
  type Sources,
  thisPlace,
  type Clock,
} from '../../prove/index.ts';
import { openServer } from '../open-server.ts';
import { openNamedCluster, type OpenedCluster } from './cluster.ts';
import { credentialsFor, readNamed, type Settings } from '../settings.ts';
import { UsageError } from '../usage-error.ts';
import type { Target } from './target.ts';

/** Servers to ask, kept open over the rounds of `--wait`. */
export interface Servers {
  readonly gateway: HttpSource | undefined;
  readonly backend: HttpSource | undefined;
  readonly replicas: readonly HttpSource[];
  readonly loki: HttpSource | undefined;
  readonly grafana: HttpSource | undefined;
  readonly tap: HttpSource | undefined;
  readonly cluster: OpenedCluster | undefined;
  readonly collector: HttpSource | undefined;
  /** HTTP requests made so far. */
  requests(): number;
  close(): Promise<void>;
}

/** @throws {UsageError} */
export async function openServers(
  target: Target,
  settings: Settings,
  env: NodeJS.ProcessEnv,
): Promise<Servers> {
  const open = (url: string | undefined, server: Settings['gateway'], prefix: string, fallback?: string) =>
    url === undefined || target.static
      ? undefined
      : openServer(url, target.timeoutMs, credentialsFor(server, env, prefix), fallback);
  const gateway = open(
    target.gateway,
    settings.gateway,
    'THROUGHLINE_GATEWAY',
    env['OPENCLAW_GATEWAY_TOKEN'],
  );
  const backend = open(target.backend, settings.backend, 'THROUGHLINE_BACKEND');
  const replicas = target.replicas.flatMap((url, index) => {
    // Those of the command line are asked with the credentials of the first.
    const own = settings.replicas?.[index]?.url === url ? settings.replicas[index] : settings.backend;
    return open(url, own, 'THROUGHLINE_BACKEND') ?? [];
  });
  const loki = open(target.loki, settings.loki, 'THROUGHLINE_LOKI');
  const grafana = open(target.grafana, settings.grafana, 'THROUGHLINE_GRAFANA');
  const tap = open(target.tap, settings.tap, 'THROUGHLINE_TAP');
  const collector = open(target.collectorMetrics, settings.collector?.metrics, 'THROUGHLINE_COLLECTOR');
  const cluster = target.static ? undefined : await openNamedCluster(target, env);
  const all = [gateway, backend, ...replicas, loki, grafana, tap, cluster, collector];
  return {
    gateway,
    backend,
    replicas,
    loki,
    grafana,
    tap,
    cluster,
    collector,
    requests: () => all.reduce((sum, server) => sum + (server?.requests ?? 0), 0),
    close: async () => {
      for (const server of all) await server?.close();
    },
  };
}

/**
 * What one round of checks looks at. Made anew each round: files are read again, servers asked again.
 *
 * @throws {UsageError} where a file that was named cannot be used
 */
export async function gatherSources(
  target: Target,
  servers: Servers,
  env: NodeJS.ProcessEnv,
  clock: Clock,
): Promise<Omit<Partial<Sources>, 'arrival'>> {
  const files = target.manifests.length > 0 ? readNamedManifests(target.manifests) : undefined;
  const config = target.config === undefined ? files && configAmong(files) : readConfig(target.config);
  const cluster = await servers.cluster?.read();
  const manifests = cluster?.reading.ok ? inForce(cluster.reading.value, files) : files;
  const collector = collectorOf(target, servers, manifests);
  const gateway = servers.gateway && createGatewayView(servers.gateway);
  const backend = servers.backend && createBackendView(servers.backend);
  const { envFile } = target;
  const file = envFile === undefined ? undefined : environmentIn(envFile);
  const lines = target.logs.flatMap((path) => readNamedFile(() => readLogFile(path)));
  const loki = servers.loki && {
    http: servers.loki,
    selector: target.lokiSelector ?? selectorFrom(manifests),
  };
  const readers = target.readers.length > 0 ? readNamedFile(() => readReaders(target.readers)) : undefined;
  const contract =
    target.contract === undefined ? await derivedContract(config, gateway) : readContract(target.contract);
  return {
    contract,
    ...(config ? { config } : {}),
    ...(manifests ? { manifests } : {}),
    ...(cluster ? { cluster } : {}),
    ...(collector ? { collector } : {}),
    ...(gateway ? { gateway } : {}),
    ...(backend ? { backend } : {}),
    ...(servers.replicas.length > 0 ? { replicas: servers.replicas.map(createBackendView) } : {}),
    ...(manifests || gateway || file
      ? { environment: createEnvironment({ gateway, manifests, config, file }) }
      : {}),
    ...(target.logs.length > 0 || loki
      ? { logs: createLogView({ files: lines, loki, now: clock.now }) }
      : {}),
    ...(target.static ? {} : { place: thisPlace(gateway, env) }),
    ...(readers ? { readers } : {}),
    ...(servers.grafana
      ? {
          grafana: createGrafanaView(
            servers.grafana,
            readers?.dashboards ?? [],
            contract.job ?? contract.name,
          ),
        }
      : {}),
    ...(servers.tap ? { tap: createTapView(servers.tap, contract.flushIntervalMs, clock) } : {}),
    ...(target.canary ? { canary: target.canary } : {}),
  };
}

/** What this gateway should send: under the identity that it runs with, else the one that its config gives it. */
async function derivedContract(
  config: ConfigFile | undefined,
  gateway: GatewayView | undefined,
): Promise<Contract> {
  const [ledger, status] = await Promise.all([gateway?.ledger(), gateway?.status()]);
  const running =
    (ledger?.ok ? ledger.value?.service : undefined) ?? (status?.ok ? status.value.service : undefined);
  const exporter = status?.ok ? status.value.exporter : undefined;
  const written = config?.reading.ok ? config.reading.config.diagnostics.otel : undefined;
  return defaultContract({
    serviceName: running?.name ?? written?.serviceName ?? 'openclaw',
    serviceNamespace: running ? (running.namespace ?? undefined) : written?.serviceNamespace,
    instance: running?.instanceId,
    flushIntervalMs: exporter?.intervalMs ?? written?.flushIntervalMs ?? 30_000,
  });
}

/** The streams of the gateway's namespace and of the others that the manifests name, its receiver's among them. */
function selectorFrom(manifests: ManifestSet | undefined): string {
  const namespaces = new Set((manifests?.workloads ?? []).map(({ pod }) => pod.namespace));
  return namespaces.size > 0
    ? `{namespace=~${JSON.stringify([...namespaces].join('|'))}}`
    : '{namespace="openclaw"}';
}

function readConfig(argument: string): ConfigFile {
  return readNamedFile(() => readConfigFile(argument));
}

function environmentIn(path: string): EnvironmentPlaces['file'] {
  return { path, variables: readNamedFile(() => readEnvFile(path)) };
}

/** A file that the user named and that cannot be used ends the run. */
function readNamedFile<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof SourceFileError) throw new UsageError(error.message);
    throw error;
  }
}

/** The collector that was named, else the only one that the manifests configure. */
function collectorOf(
  { collectorConfig }: Target,
  { collector }: Servers,
  manifests: ManifestSet | undefined,
): CollectorView | undefined {
  const among = manifests ? collectorConfigs(manifests) : [];
  const config =
    collectorConfig === undefined
      ? among.length === 1
        ? among[0]
        : undefined
      : readNamedFile(() => readCollectorConfig(collectorConfig));
  return config || collector ? createCollectorView(config, collector) : undefined;
}

function readNamedManifests(paths: readonly string[]): ManifestSet {
  return readNamedFile(() => readManifests(paths));
}

/** The gateway's configuration, where the manifests hold just one. */
function configAmong(manifests: ManifestSet): ConfigFile | undefined {
  const [only, second] = gatewayConfigs(manifests);
  if (second) {
    throw new UsageError(
      `the manifests hold several configurations, ${only?.path} and ${second.path} among them: say which with --config`,
    );
  }
  return only;
}

export function readContract(path: string): Contract {
  try {
    return parseContract(readNamed(path));
  } catch (error) {
    if (error instanceof ContractError) throw new UsageError(`${path} ${error.message}`);
    throw error;
  }
}
