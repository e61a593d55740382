export type { AbsenceCause, MetricResult, MetricStatus, Reconciliation } from './engine/metric-result.ts';
export { createBackendView, type BackendView } from './views/backend.ts';
export { type CanaryProbe, type CanaryResult, createCanary } from './views/canary.ts';
export { type CheckName, CHECKS, nameOfCheck } from './checks/index.ts';
export { RETIRED_IDS, type RetiredId } from './checks/retired.ts';
export type { ClusterView } from './views/cluster.ts';
export { createCollectorView, type CollectorView } from './views/collector.ts';
export type { Check } from './engine/define-check.ts';
export { createEnvironment, type EnvironmentPlaces } from './views/environment.ts';
export { createGatewayView, type GatewayView } from './views/gateway.ts';
export { createGrafanaView } from './views/grafana.ts';
export { LINKS, type Link } from './engine/links.ts';
export { createLogView } from './views/logs.ts';
export type { Evidence, Fix, Location, Severity, Status } from './engine/outcome.ts';
export { thisPlace, type Place } from './views/vantage.ts';
export type {
  AppliedFix,
  CheckReport,
  LinkReport,
  Report,
  RootCause,
  Verdict,
} from './engine/report-type.ts';
export { runChecks, type RunOptions } from './run.ts';
export type { Clock, SourceName, Sources } from './engine/sources.ts';
export type { Suppressed } from './engine/finding.ts';
export type { Suppression, SuppressionReport } from './engine/suppress.ts';
export { createTapView, type TapView } from './views/tap.ts';
