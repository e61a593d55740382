export { createBackendView, type BackendView } from './views/backend.ts';
export { type CanaryProbe, type CanaryResult, createCanary } from './views/canary.ts';
export { type CheckName, CHECKS, nameOfCheck } from './checks/index.ts';
export { RETIRED_IDS, type RetiredId } from './checks/retired.ts';
export type { ClusterView } from './views/cluster.ts';
export { createCollectorView, type CollectorView } from './views/collector.ts';
export type { Check } from './engine/define-check.ts';
export { createEnvironment, type EnvironmentSources } from './views/environment.ts';
export { createGatewayView, type GatewayView } from './views/gateway.ts';
export { createGrafanaView } from './views/grafana.ts';
export { DEFECTS, FAILURE_MODES, failureMode, modePage } from '../shared/failure-modes/modes.ts';
export { createLogView } from './views/logs.ts';
export { ownVantage, type Vantage } from './views/vantage.ts';
export {
  type AbsenceCause,
  type AppliedFix,
  type CheckReport,
  type Evidence,
  type Fix,
  type Link,
  type LinkReport,
  LINKS,
  type Location,
  type MetricResult,
  type MetricStatus,
  type Reconciliation,
  type Report,
  type RootCause,
  type Severity,
  type Status,
  type Suppressed,
  type SuppressionReport,
  type Verdict,
} from '../shared/protocol/report.ts';
export { runChecks, type RunOptions } from './run.ts';
export type { Clock, SourceName, Sources } from './engine/sources.ts';
export type { Suppression } from './engine/suppress.ts';
export { resultOf } from './views/result.ts';
export { createTapView, type TapView } from './views/tap.ts';
