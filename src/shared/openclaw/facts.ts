import type { VersionRange } from './version.ts';

/** A value that holds for a range of versions, with where it is known from. */
export interface RangedFact<Value> extends VersionRange {
  readonly value: Value;
  readonly source: string;
}

/** Encoding of the OTLP pushes. Some versions send JSON although `protocol` is `http/protobuf`. */
export type WireFormat = 'json' | 'protobuf';

/** How the plugin diagnostics-otel comes with a version. */
export type Packaging =
  | { readonly kind: 'bundled'; /** Folder inside the package `openclaw`. */ readonly folder: string }
  | { readonly kind: 'external'; readonly package: string; readonly install: string };

/** The way from settings to the URL of a push; `endpoint.ts` follows it. */
export type EndpointRules =
  /** Base from configuration or environment; a path that ends in any `/v1/<signal>` is used for all signals. */
  | 'shared'
  /** Exact endpoints for one signal first; a shared base that ends in `/v1/<signal>` is replaced for the others. */
  | 'signal-first';

/** The rules that decide whether a plugin is on; `enable-state.ts` follows them. */
export type EnableRules = '2026.2' | '2026.9';

/** Who may receive diagnostic events. */
export type DiagnosticsTrust = 'every plugin' | 'bundled only' | 'bundled or officially installed';

/** Default of `diagnostics.otel.flushIntervalMs`, after the variable, where one is read. */
export interface FlushInterval {
  readonly ms: number;
  readonly variable?: string;
}

const PACKAGES = 'published packages';
const DOCS = 'docs/gateway/opentelemetry of openclaw@2026.9.6';
const PLUGIN_2026_2 = 'extensions/diagnostics-otel of openclaw@2026.2.19';

/** As `openclaw config validate` of 2026.9.6 prints it; its documents have `clawhub:` before the name. */
export const INSTALL_TELEMETRY_PLUGIN = 'openclaw plugins install @openclaw/diagnostics-otel';

const EXTERNAL: Packaging = {
  kind: 'external',
  package: '@openclaw/diagnostics-otel',
  install: INSTALL_TELEMETRY_PLUGIN,
};

/** What differs by version. A version that no row covers is not known; rows of one question do not overlap. */
export const FACTS = {
  wire: [
    { before: '2026.2.22', value: 'json', source: `${PACKAGES}; openclaw/openclaw#24942` },
    { from: '2026.2.24', value: 'protobuf', source: PACKAGES },
  ] satisfies RangedFact<WireFormat>[],
  packaging: [
    { before: '2026.3.14', value: { kind: 'bundled', folder: 'extensions' }, source: PACKAGES },
    {
      from: '2026.3.31',
      before: '2026.4.30',
      value: { kind: 'bundled', folder: 'dist/extensions' },
      source: PACKAGES,
    },
    { from: '2026.5.2', value: EXTERNAL, source: PACKAGES },
  ] satisfies RangedFact<Packaging>[],
  trust: [
    { before: '2026.3.14', value: 'every plugin', source: PLUGIN_2026_2 },
    { from: '2026.5.2', before: '2026.5.28', value: 'bundled only', source: 'openclaw/openclaw#77206' },
    { from: '2026.5.28', value: 'bundled or officially installed', source: PACKAGES },
  ] satisfies RangedFact<DiagnosticsTrust>[],
  enableRules: [
    { from: '2026.2.0', before: '2026.3.0', value: '2026.2', source: 'openclaw@2026.2.19' },
    { from: '2026.9.0', value: '2026.9', source: 'openclaw@2026.9.6' },
  ] satisfies RangedFact<EnableRules>[],
  endpointRules: [
    { from: '2026.2.0', before: '2026.3.0', value: 'shared', source: PLUGIN_2026_2 },
    { from: '2026.8.2', value: 'signal-first', source: DOCS },
  ] satisfies RangedFact<EndpointRules>[],
  /** Whether variables for one signal, such as OTEL_EXPORTER_OTLP_METRICS_ENDPOINT, win over the shared endpoint. */
  signalVariables: [
    { before: '2026.4.25', value: false, source: PACKAGES },
    { from: '2026.4.25', value: true, source: PACKAGES },
  ] satisfies RangedFact<boolean>[],
  /** Whether `diagnostics.enabled` is on where it is not set. */
  diagnosticsOnByDefault: [
    { before: '2026.3.0', value: false, source: 'openclaw@2026.2.19' },
    { from: '2026.5.0', value: true, source: 'openclaw/openclaw#70324' },
  ] satisfies RangedFact<boolean>[],
  /** Whether spans are exported where `diagnostics.otel.traces` is not set. */
  tracesByDefault: [
    { from: '2026.2.0', before: '2026.3.0', value: true, source: PLUGIN_2026_2 },
    { from: '2026.9.0', value: true, source: DOCS },
  ] satisfies RangedFact<boolean>[],
  flushInterval: [
    { from: '2026.2.0', before: '2026.3.0', value: { ms: 60_000 }, source: PLUGIN_2026_2 },
    {
      from: '2026.9.0',
      value: { ms: 60_000, variable: 'OTEL_METRIC_EXPORT_INTERVAL' },
      source: DOCS,
    },
  ] satisfies RangedFact<FlushInterval>[],
  /** Whether `diagnostics.otel.metricNamePrefix` is a key. */
  metricNamePrefix: [
    { before: '2026.3.0', value: false, source: 'openclaw@2026.2.19' },
    { from: '2026.8.2', value: true, source: DOCS },
  ] satisfies RangedFact<boolean>[],
  /** What becomes of a configuration whose `plugins` names a plugin that is not there. */
  unknownPlugins: [
    { from: '2026.2.0', before: '2026.3.0', value: 'refused', source: 'openclaw@2026.2.19' },
    { from: '2026.9.0', value: 'valid, with a warning', source: 'openclaw@2026.9.6' },
  ] satisfies RangedFact<'refused' | 'valid, with a warning'>[],
  /** Counter that grows without traffic, per second. */
  idleCanary: [
    { before: '2026.9.3', value: null, source: PACKAGES },
    {
      from: '2026.9.3',
      value: { otlp: 'openclaw.gateway.event_loop.observed_ms', perSecond: 1_000 },
      source: 'openclaw@2026.9.6',
    },
  ] satisfies RangedFact<IdleCanary | null>[],
  /** Whether an edit of `diagnostics.otel` restarts the exporter alone. */
  exporterReloads: [
    { before: '2026.3.0', value: false, source: 'openclaw@2026.2.19' },
    { from: '2026.9.3', value: true, source: DOCS },
  ] satisfies RangedFact<boolean>[],
  /**
   * Whether nothing is exported after a restart within the process. The plugin sets up a second SDK there, while the API
   * keeps the first one, which was shut down.
   */
  restartInProcessEndsExport: [
    { from: '2026.2.0', before: '2026.3.0', value: true, source: 'openclaw@2026.2.19' },
    { from: '2026.9.0', value: false, source: 'openclaw/openclaw#120131' },
  ] satisfies RangedFact<boolean>[],
};

/** A counter that grows at a known rate without any traffic. */
export interface IdleCanary {
  readonly otlp: string;
  readonly perSecond: number;
}
