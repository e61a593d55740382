import type { GatewayTarget } from '../../shared/openclaw/index.ts';
import type { Contract } from '../contract/index.ts';
import type { BackendIdentity, ConfigFile, ManifestSet, OpenClawHome, Readers } from '../sources/index.ts';
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
  /** Which gateway it is, and its release, where that was given. */
  readonly release: GatewayTarget;
  /** The gateway's configuration file. */
  readonly config: ConfigFile;
  /**
   * Kubernetes objects of the gateway, the receiver and the policies between them: those of a live cluster where one
   * was given, else as manifests describe them.
   */
  readonly manifests: ManifestSet;
  /** The live cluster, and how reading it went. */
  readonly cluster: ClusterView;
  /** The commit that Argo CD should have applied. */
  readonly revision: string;
  /** An OpenTelemetry Collector between the gateway and the backend. */
  readonly collector: CollectorView;
  /** Where this process runs. */
  readonly vantage: Vantage;
  /** The running gateway: its status and ledger, or what OpenClaw shows by RPC. */
  readonly gateway: GatewayView;
  /** An OpenClaw on this disk: its state, its package, its plugin. */
  readonly openclaw: OpenClawHome;
  /** The environment of the gateway's process. */
  readonly environment: GatewayEnvironment;
  /** Log lines of the gateway and of the backend. */
  readonly logs: LogView;
  readonly backend: BackendView;
  /** What the backend is by its settings: by flags, a file or a manifest, and in place of what it reports itself. */
  readonly describedBackend: BackendIdentity['backend'];
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
  /** Permission to write one canary to the backend. */
  readonly canary: CanaryProbe;
  readonly clock: Clock;
}

export type SourceName = keyof Sources;

/** Sources that a check may lack, so that its result says how to provide them. The others are never needed. */
export type ProvidedSource = Exclude<SourceName, 'clock' | 'describedBackend'>;
