import { type ConfigFile, type ManifestSet, podEnvironment } from '../sources/index.ts';
import type { GatewayView } from './gateway.ts';

/** What is known of the environment of the gateway's process. */
export interface EnvironmentSeen {
  /** Where it was seen. */
  readonly source: string;
  readonly variables: Readonly<Record<string, string>>;
  /** Variables that are set, their value not known here, and where it stands. */
  readonly elsewhere: Readonly<Record<string, string>>;
  /** What may set further variables; `undefined` where only OpenTelemetry's and the proxies' are shown. */
  readonly unread: readonly string[] | undefined;
}

const NAME = 'openclaw';

/** The gateway's environment, looked up once a run. */
export interface GatewayEnvironment {
  /** @returns undefined where no place that shows it could be read */
  read(): Promise<EnvironmentSeen | undefined>;
}

export interface EnvironmentPlaces {
  readonly gateway: GatewayView | undefined;
  readonly file: { readonly path: string; readonly variables: Readonly<Record<string, string>> } | undefined;
  readonly manifests: ManifestSet | undefined;
  readonly config: ConfigFile | undefined;
}

/** Asks the nearest witness first: a dump of the process's environment, the gateway's word, the pod's manifest. */
export function createEnvironment(places: EnvironmentPlaces): GatewayEnvironment {
  let once: Promise<EnvironmentSeen | undefined> | undefined;
  return { read: () => (once ??= seen(places)) };
}

async function seen({
  gateway,
  file,
  manifests,
  config,
}: EnvironmentPlaces): Promise<EnvironmentSeen | undefined> {
  const whole = { elsewhere: {}, unread: [] };
  if (file) return { source: file.path, variables: file.variables, ...whole };
  const status = await gateway?.status();
  if (status?.ok) {
    const source = `${gateway?.url}/api/status`;
    return { ...whole, source, variables: status.value.environment, unread: undefined };
  }
  const workload = manifests && gatewayAmong(manifests, config);
  const pod = workload && podEnvironment(manifests, workload);
  if (!pod) return undefined;
  const { object } = pod.workload;
  return {
    ...pod,
    source: `${object.file}: ${object.kind} ${object.name}, container ${pod.container}`,
  };
}

/** The workload that mounts the gateway's configuration, or bears its name. */
export function gatewayAmong(
  manifests: ManifestSet,
  config: ConfigFile | undefined,
): ManifestSet['workloads'][number] | undefined {
  const configMap = config?.document.configMap;
  const mounting = manifests.workloads.filter(
    ({ configMaps }) => typeof configMap === 'string' && configMaps.includes(configMap),
  );
  const named = manifests.workloads.filter(
    ({ object, pod }) => object.name === NAME || pod.labels['app.kubernetes.io/name'] === NAME,
  );
  const [only, second] = mounting.length > 0 ? mounting : named;
  return second ? undefined : only;
}
