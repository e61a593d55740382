import type { Contract } from '../contract/index.ts';
import type { ConfigFile, Readers, ManifestSet } from '../sources/index.ts';
import type { BackendView } from '../views/backend.ts';
import type { CanaryProbe } from '../views/canary.ts';
import type { GatewayEnvironment } from '../views/environment.ts';
import type { ClusterView } from '../views/cluster.ts';
import type { CollectorView } from '../views/collector.ts';
import type { GatewayView } from '../views/gateway.ts';
import type { GrafanaView } from '../views/grafana.ts';
import type { LogView } from '../views/logs.ts';
import type { Vantage } from '../views/vantage.ts';
import type { TapView } from '../views/tap.ts';

/** The time, and waiting for it. */
export interface Clock {
  /** Unix milliseconds. */
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
}

/** Everything that a check may look at. Each is there only where the run was given it. */
export interface Sources {
  /** The gateway's configuration file. */
  readonly config: ConfigFile;
  /**
   * Kubernetes objects of the gateway, the receiver and the policies between them: those of a live cluster where one
   * was given, else as manifests describe them.
   */
  readonly manifests: ManifestSet;
  /** The live cluster, and how reading it went. */
  readonly cluster: ClusterView;
  /** An OpenTelemetry Collector between the gateway and the backend. */
  readonly collector: CollectorView;
  /** Where this process runs. */
  readonly vantage: Vantage;
  /** The running gateway's status and ledger. */
  readonly gateway: GatewayView;
  /** The environment of the gateway's process. */
  readonly environment: GatewayEnvironment;
  /** Log lines of the gateway and of the backend. */
  readonly logs: LogView;
  readonly backend: BackendView;
  /** Further backends that should hold the same. */
  readonly replicas: readonly BackendView[];
  /** What should arrive. */
  readonly contract: Contract;
  /** What is really sent and answered, over two flush intervals. */
  readonly tap: TapView;
  /** Dashboards and rules that read the metrics. */
  readonly readers: Readers;
  /** Grafana, which shows the dashboards. */
  readonly grafana: GrafanaView;
  /** Leave to write one mark to the backend. */
  readonly canary: CanaryProbe;
  readonly clock: Clock;
}

export type SourceName = keyof Sources;
<<<<<<< HEAD
=======

/** One line on how to provide a source that is absent. */
export const HOW_TO_PROVIDE: Readonly<Record<SourceName, string>> = {
  config: 'no gateway configuration was given: --config FILE',
  manifests: 'no manifests were given: --manifests DIR, or a live cluster by --kubeconfig FILE',
  cluster: 'no live cluster was given: --kubeconfig FILE',
  collector: 'no collector was given: --collector-config FILE, --collector-metrics URL',
  vantage: 'where this process runs is not known',
  gateway: 'no gateway was given: --gateway URL',
  environment: "the gateway's environment is not known: --gateway URL, --manifests DIR or --env-file FILE",
  logs: 'no logs were given: --log FILE or --loki URL',
  backend: 'no backend was given: --backend URL',
  replicas: 'one backend alone was given: --backend URL for each replica',
  contract: 'no contract was given: --contract FILE',
  tap: 'no tap was given: --tap URL of a running throughline tap',
  readers: 'no dashboards or rules were given: --dashboards PATH, --rules PATH',
  grafana: 'no Grafana was given: --grafana URL',
  canary: 'writes to the backend, so only on request: --canary',
  clock: 'the time is not known',
};
>>>>>>> c34cc1d (views: where this process runs is its vantage, as the report says)
