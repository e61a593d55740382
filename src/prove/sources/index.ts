export {
  BackendError,
  PrometheusApi,
  quoteLabel,
  selectorOf,
  type SeriesLabels,
  type StoredSeries,
} from './backend/api.ts';
export { identifyBackend, type BackendIdentity } from './backend/identify.ts';
export {
  ASSUMED_VERSIONS,
  FLAVOUR_TITLES,
  type NamedFlavour,
  parseFlavour,
  showVersion,
} from './backend/flavour.ts';
export type { BackendManifest } from './backend/backend-manifest.ts';
export type { Listener } from './backend/listen-address.ts';
export { backendsInManifest, backendsOf } from './backend/manifest.ts';
export { backendOfChart, makesService } from './backend/manifest-chart.ts';
export { otlpPaths, routePrefix } from './backend/otlp-paths.ts';
export { RECEIVER_FLAG } from './backend/receiver-flags.ts';
export { containerFlags } from './backend/flags.ts';
export { configuredRemoteWrites, type RelabelRule } from './backend/prometheus-config.ts';
export type { ScrapeTarget, ScrapeTargets } from './backend/scrape-targets.ts';
export { type ScrapeJob, scrapeJobs } from './backend/scrape-config.ts';
export { DescriptionError, settingsFromFile } from './backend/settings-file.ts';
export {
  collectorConfigs,
  collectorConfigsIn,
  collectorListeners,
  otlpHttpEndpoint,
  parseCollectorConfig,
  chained,
  readCollectorConfig,
  readNamedCollector,
  readCollectorCounts,
  type CollectorConfig,
  type CollectorCount,
} from './collector/index.ts';
export { readConfigFile, readTextFile, SourceFileError, type ConfigFile } from './config-file.ts';
export { readEnvFile } from './env-file.ts';
export { readGatewayStatus, readLedger, SCRAPE_PATH } from './gateway.ts';
export { GatewayError } from './gateway-error.ts';
export { type GatewayKind, recognizeGateway } from './gateway-kind.ts';
export {
  type ExporterEvent,
  type OpenClawHome,
  type OpenClawRuntime,
  type PluginFolder,
  readOpenClawHome,
  readRuntime,
  readSessionUsage,
  type Usage,
  type UsageDay,
} from './openclaw/index.ts';
export { type DataSource, GrafanaApi, GrafanaError, type GrafanaHealth } from './grafana/index.ts';
export { HttpSource, UnreachableError, type Credentials, type HttpAnswer } from './http.ts';
export {
  afterSync,
  applicationOf,
  type ApplicationReading,
  type ArgoApplication,
  type ArgoOperation,
  type DataPath,
  dataOfJqPath,
  dataOfManagers,
  dataOfPointer,
  readApplication,
  trackedBy,
  TRACKING_ANNOTATION,
  type PodLog,
  type PodLogRef,
  POD_LOG_WINDOW_MS,
  readPodLog,
  type PodTemplateReading,
  readPodTemplate,
  inClusterAccess,
  inForce,
  openCluster,
  PROMETHEUS_CRD,
  isRead,
  readCluster,
  readKubeconfig,
  readSecretKeys,
  type SecretKeys,
  type ClusterAccess,
  type ClusterObjects,
} from './kubernetes/index.ts';
export {
  annotationsOf,
  configMapOf,
  endpointSlice,
  carriedBy,
  gatewayConfigs,
  gatewayContainer,
  ownerOf,
  isPrometheus,
  isReadPolicy,
  keysOf,
  makesSecret,
  type PodReference,
  podReferences,
  keepsField,
  kindOf,
  lastApplied,
  mayActOnPods,
  type Monitor,
  type MonitorEndpoint,
  monitorOf,
  monitorSelection,
  type ScrapeLimits,
  peerAuthentication,
  podEnvironment,
  prometheusPrefix,
  prometheusRemoteWrites,
  readManifests,
  RECEIVER_FIELD,
  runsToCompletion,
  selectionOf,
  serviceOfSlice,
  turnsReceiverOn,
  unreadRole,
  type UnreadRole,
  unreadTemplate,
  type UnreadTemplate,
  type ManifestObject,
  type ManifestSet,
  type Workload,
} from './manifests/index.ts';
export { readTap, TapError, type TapRecording } from './tap.ts';
export { LokiError, type LogLine, otherSubject, queryLoki, readLogFile, senderOf } from './logs/index.ts';
export {
  type Dashboard,
  jsonEntries,
  readDashboard,
  type ReaderQuery,
  type Readers,
  readReaderFile,
  readReaders,
} from './readers/index.ts';
