export { assumedRelease, hostOf } from './evidence/openclaw-release.ts';
export { readingOf } from './evidence/configuration.ts';
export { createBackendView, type BackendView } from './views/backend.ts';
export { createCanary } from './views/canary.ts';
export { CHECKS, nameOfCheck } from './checks/index.ts';
export { RETIRED_IDS } from './checks/retired.ts';
export { createPodLogs } from './views/pod-logs.ts';
export { type ClusterView, createClusterView, type ObjectRef } from './views/cluster.ts';
export { createCollectorView, type CollectorView } from './views/collector.ts';
export type { Check } from './engine/define-check.ts';
export { createEnvironment } from './views/environment.ts';
export { createGatewayView, type GatewayView } from './views/gateway.ts';
export { createGrafanaView } from './views/grafana.ts';
export { DEFECTS, FAILURE_MODES, failureMode, modePage } from '../shared/failure-modes/modes.ts';
export { createLogView } from './views/logs.ts';
export { type NodeOfPod, ownVantage } from './views/vantage.ts';
export {
  type AbsenceCause,
  type AppliedFix,
  type CheckReport,
  type Fix,
  type Link,
  type LinkReport,
  LINKS,
  type MetricResult,
  type MetricStatus,
  type Report,
  type Severity,
  type Status,
  type Verdict,
} from '../shared/protocol/report.ts';
export { type HowToProvide, runChecks } from './run.ts';
export type { Clock, Sources } from './engine/sources.ts';
export { resultOf } from './views/result.ts';
export { createTapView } from './views/tap.ts';
