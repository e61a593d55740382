import JSON5 from 'json5';
import {
  type ConfigIssue,
  type ConfigReading,
  configSchema,
  type GatewayConfig,
  parseConfig,
  parseText,
  substituteEnvironment,
  TELEMETRY_PLUGIN,
  type UnsetVariable,
} from '../config/index.ts';
import { isRecord } from '../text/is-record.ts';
import type { Included } from './include.ts';
import { type GatewayRelease, RELEASE_LINES, type ReleaseLineId } from './lines.ts';
import type { Release } from './release.ts';
import { releaseOfLine } from './release.ts';
import { knowsKey, pluginConfigIssues, type SchemaIssue, schemaIssues } from './schema.ts';
import { schemaData } from './schema-data.ts';
import type { GatewayTarget } from './target.ts';

/** A configuration as one gateway reads it. */
export interface TargetReading {
  readonly reading: ConfigReading;
  /** What is not certain: a key that the nearest release does not know, a plugin that may be installed. */
  readonly uncertain: readonly ConfigIssue[];
  /** The gateway whose defaults and rules were taken. */
  readonly readAs: GatewayRelease;
  /** The gateways for which it is valid, where no target is known; empty where none is asked for. */
  readonly validFor: readonly GatewayRelease[];
  /** Why it is not judged: a file that it includes is not here. */
  readonly unread?: string;
}

export interface ReadOptions {
  /** The text came out of another format, which has YAML in place of the JSON5 that the gateway reads. */
  readonly isConverted?: boolean;
  /** Its `$include` files, where it has any. */
  readonly included?: Included;
}

/** Reads and judges the text of a configuration as its gateway does. Without a target it may be any of the known ones. */
export function readConfigFor(
  text: string,
  target: GatewayTarget | undefined,
  options: ReadOptions = {},
): TargetReading {
  if (target?.product === 'throughline')
    return { reading: parseConfig(text), uncertain: [], readAs: 'throughline', validFor: [] };
  const { included } = options;
  if (included && 'unread' in included) {
    const errors = [{ path: [], message: included.unread }];
    const reading = { ok: false, errors, unset: [] } as const;
    return { reading, uncertain: [], readAs: 'openclaw/2026.9', validFor: [], unread: included.unread };
  }
  if (target) return { ...readForRelease(text, target.release, options), validFor: [] };
  return readForAny(text, options);
}

/** The first that takes the configuration: this project's gateway, then the newest release. */
function readForAny(text: string, options: ReadOptions): TargetReading {
  const lines = RELEASE_LINES.toReversed().map(({ id }) => readForRelease(text, releaseOfLine(id), options));
  const own: Omit<TargetReading, 'validFor'> = {
    reading: parseConfig(text),
    uncertain: [],
    readAs: 'throughline',
  };
  const all = options.included === undefined ? [own, ...lines] : lines;
  const valid = all.filter(({ reading }) => reading.ok);
  const [first] = valid;
  if (first) return { ...first, validFor: valid.map(({ readAs }) => readAs) };
  // A release between the lines may know the keys that no line has.
  const between = RELEASE_LINES.toReversed()
    .map(({ id }) => readForRelease(text, releaseOfLine(id), options, true))
    .find(({ reading }) => reading.ok);
  const [nearest] = all.toSorted((one, other) => errorsOf(one) - errorsOf(other));
  return { ...(between ?? nearest ?? own), validFor: [] };
}

function errorsOf({ reading }: { readonly reading: ConfigReading }): number {
  return reading.ok ? 0 : reading.errors.length;
}

function readForRelease(
  text: string,
  release: Release,
  { isConverted = false, included }: ReadOptions,
  /** It may be another release than this one, which has more keys, and the same values of those that both have. */
  mayBeAnother = false,
): Omit<TargetReading, 'validFor'> {
  const line = release.nearest;
  const failed = (errors: readonly ConfigIssue[], unset: readonly UnsetVariable[] = []) =>
    ({ reading: { ok: false, errors, unset }, uncertain: [], readAs: line }) as const;
  const parsed = parseText(text);
  if (!parsed.ok) return failed([{ path: [], message: parsed.message }]);
  if (!isConverted && !isJson5(text)) return failed([{ path: [], message: 'is YAML; OpenClaw reads JSON5' }]);
  if (included && 'refused' in included) return failed([{ path: [], message: included.refused }]);
  const { value, unset } = substituteEnvironment(included?.ok ? included.value : parsed.value, {});
  const issues = schemaIssues(line, value).filter(({ path }) => !isUnset(path, unset));
  const others =
    issues.length > 0 ? [] : [...pluginIssues(line, value), ...unknownPlugins(line, value, release)];
  const errors = [...issues, ...others].filter((issue) => isCertain(issue, release, mayBeAnother));
  const uncertain = [...issues, ...others].filter((issue) => !isCertain(issue, release, mayBeAnother));
  if (errors.length > 0) return failed(errors.map(plain), unset);
  const made = configSchema.safeParse(telemetryPart(value, release, unset));
  if (!made.success) {
    const at = ({ path, message }: { path: PropertyKey[]; message: string }): ConfigIssue => ({
      path: path.filter((step) => typeof step !== 'symbol'),
      message,
    });
    return failed(made.error.issues.map(at), unset);
  }
  return {
    reading: { ok: true, config: made.data, warnings: uncertain.map(plain), unset },
    uncertain: uncertain.map(plain),
    readAs: line,
  };
}

function isJson5(text: string): boolean {
  try {
    JSON5.parse(text);
    return true;
  } catch {
    return false;
  }
}

interface Issue extends SchemaIssue {
  /** It depends on what is installed beside the package. */
  readonly depends?: true;
}

/**
 * Whether the release refuses it for sure. Of a release whose package was not read only a key of `diagnostics.otel` that
 * none of the known releases has is sure.
 */
function isCertain(
  { path, unknownKey, depends }: Issue,
  { isMeasured }: Release,
  mayBeAnother: boolean,
): boolean {
  if (depends) return false;
  if (mayBeAnother ? !unknownKey : isMeasured) return true;
  const keys = path.filter((step) => typeof step === 'string');
  const isOtel = keys[0] === 'diagnostics' && keys[1] === 'otel';
  return unknownKey && isOtel && RELEASE_LINES.every(({ id }) => !knowsKey(id, keys));
}

function plain({ path, message }: Issue): ConfigIssue {
  return { path, message };
}

/** A value that holds a variable which is not known here cannot be judged. */
function isUnset(path: SchemaIssue['path'], unset: readonly UnsetVariable[]): boolean {
  return unset.some(
    (one) => path.length >= one.path.length && one.path.every((step, at) => step === path[at]),
  );
}

/** What bundled plugins refuse in their own settings. */
function pluginIssues(line: ReleaseLineId, value: unknown): Issue[] {
  return Object.entries(recordAt(value, 'plugins', 'entries')).flatMap(([id, entry]) => {
    const config = isRecord(entry) ? entry['config'] : undefined;
    if (config === undefined) return [];
    const issues = pluginConfigIssues(line, id, config);
    // This project's plugin has the same id, and takes settings there.
    return id === TELEMETRY_PLUGIN
      ? issues.map((issue): Issue => ({ ...issue, unknownKey: false, depends: true }))
      : issues;
  });
}

/** Plugins and channels that are not in the package. They are valid where a plugin brings them. */
function unknownPlugins(line: ReleaseLineId, value: unknown, { facts }: Release): Issue[] {
  const { plugins, channels } = schemaData(line);
  const depends = { unknownKey: false, depends: true } as const;
  const entries =
    facts.unknownPlugins === 'valid, with a warning' ? {} : recordAt(value, 'plugins', 'entries');
  const unknownIds = Object.keys(entries)
    .filter((id) => !Object.hasOwn(plugins, id))
    .map((id): Issue => ({
      path: ['plugins', 'entries', id],
      message: 'names a plugin that the package does not have: it has to be installed',
      ...depends,
    }));
  const unknownChannels = Object.keys(recordAt(value, 'channels'))
    .filter((id) => !channels.includes(id))
    .map((id): Issue => ({
      path: ['channels', id],
      message: 'is a channel that the package does not have: a plugin has to bring it',
      ...depends,
    }));
  return [...unknownIds, ...unknownChannels];
}

function recordAt(value: unknown, ...keys: readonly string[]): Readonly<Record<string, unknown>> {
  const found = keys.reduce<unknown>((node, key) => (isRecord(node) ? node[key] : undefined), value);
  return isRecord(found) ? found : {};
}

/** The settings that the checks read, with the defaults of the release in place of this project's own. */
function telemetryPart(
  value: unknown,
  { facts }: Release,
  unset: readonly UnsetVariable[],
): Readonly<Record<string, unknown>> {
  const sure = (path: readonly string[]): boolean =>
    !unset.some((one) => one.path.join('\0') === path.join('\0'));
  const keep = (path: readonly string[], keys: readonly string[]): Record<string, unknown> => {
    const all = recordAt(value, ...path);
    return Object.fromEntries(
      keys.filter((key) => all[key] !== undefined && sure([...path, key])).map((key) => [key, all[key]]),
    );
  };
  const strings = recordAt(value, 'diagnostics', 'otel');
  const texts = [
    'endpoint',
    'metricsEndpoint',
    'tracesEndpoint',
    'logsEndpoint',
    'serviceName',
    'metricNamePrefix',
  ];
  const otel = {
    traces: facts.tracesByDefault ?? true,
    flushIntervalMs: facts.flushInterval?.ms ?? 60_000,
    ...keep(['diagnostics', 'otel'], OTEL_KEYS),
    ...Object.fromEntries(
      texts
        .filter((key) => strings[key] !== undefined && (key !== 'serviceName' || strings[key] !== ''))
        .map((key) => [key, strings[key]]),
    ),
  };
  const entries = Object.keys(recordAt(value, 'plugins', 'entries')).map((id) => [
    id,
    keep(['plugins', 'entries', id], ['enabled', 'config']),
  ]);
  return {
    gateway: keep(['gateway'], ['port']),
    plugins: {
      ...keep(['plugins'], ['enabled', 'allow', 'deny']),
      load: keep(['plugins', 'load'], ['paths']),
      slots: keep(['plugins', 'slots'], ['memory']),
      entries: Object.fromEntries(entries),
    },
    diagnostics: {
      enabled: facts.diagnosticsOnByDefault ?? false,
      ...keep(['diagnostics'], ['enabled']),
      otel: { ...otel, ...flushOf(otel) },
    },
  } satisfies Readonly<Record<keyof Pick<GatewayConfig, 'gateway' | 'plugins' | 'diagnostics'>, unknown>>;
}

const OTEL_KEYS = [
  'enabled',
  'protocol',
  'headers',
  'traces',
  'metrics',
  'logs',
  'logsExporter',
  'sampleRate',
  'flushIntervalMs',
  'captureContent',
];

/** The smallest interval is 1000 ms; 0 is valid there. */
function flushOf({ flushIntervalMs }: { readonly flushIntervalMs?: unknown }): object {
  return typeof flushIntervalMs === 'number' ? { flushIntervalMs: Math.max(1_000, flushIntervalMs) } : {};
}
