import type { CanaryProbe, Suppression } from '../../prove/index.ts';

/** What one check looks at, of flags and settings together. */
export interface Target {
  readonly config: string | undefined;
  readonly manifests: readonly string[];
  readonly envFile: string | undefined;
  /** Log files. */
  readonly logs: readonly string[];
  readonly loki: string | undefined;
  /** LogQL stream selector; by default the namespace of the gateway's manifests. */
  readonly lokiSelector: string | undefined;
  readonly kubeconfig: string | undefined;
  /** Dashboards and rule files, or folders of them. */
  readonly readers: readonly string[];
  readonly collectorConfig: string | undefined;
  readonly collectorMetrics: string | undefined;
  readonly grafana: string | undefined;
  readonly gateway: string | undefined;
  readonly backend: string | undefined;
  /** Further ones that should hold the same. */
  readonly replicas: readonly string[];
  readonly tap: string | undefined;
  readonly contract: string | undefined;
  readonly timeoutMs: number;
  readonly static: boolean;
  readonly canary: CanaryProbe | undefined;
  readonly suppressions: readonly Suppression[];
}
