import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { TELEMETRY_PLUGIN } from '../../../shared/config/index.ts';
import type { WireFormat } from '../../../shared/openclaw/index.ts';
import { tryJson } from '../../../shared/text/try-json.ts';

/** The installed plugin diagnostics-otel. */
export interface PluginFolder {
  readonly path: string;
  /** How OpenClaw calls a plugin of this place. */
  readonly origin: 'config' | 'global' | 'bundled';
  readonly version: string | undefined;
  /** Set where it is the plugin of this project, in the place of OpenClaw's. */
  readonly isOwn?: true;
  /** Packages that its package.json names and that Node does not find from there. */
  readonly missing: readonly string[];
  /** By the exporter for metrics that its package.json names; undefined where it names none. */
  readonly wire: WireFormat | undefined;
}

const manifest = z.object({
  name: z.string().optional(),
  version: z.string().optional(),
  dependencies: z.record(z.string(), z.string()).default({}),
});

/** Name in the package.json that the build writes. */
const OWN_PACKAGE = `@throughline/${TELEMETRY_PLUGIN}`;

/** What OpenClaw knows a plugin by. */
const ID_FILE = 'openclaw.plugin.json';

/**
 * The plugin, in the place that wins: folders of the configuration, then the state folder, then the package's own.
 *
 * @param places folders to look in, in OpenClaw's order
 */
export function findPlugin(places: {
  readonly configured: readonly string[];
  readonly state: string | undefined;
  readonly package: string | undefined;
}): PluginFolder | undefined {
  const { configured, state, package: root } = places;
  const candidates: readonly (readonly [PluginFolder['origin'], readonly string[]])[] = [
    ['config', configured.flatMap((path) => [path, ...foldersIn(path)])],
    ['global', state === undefined ? [] : [...foldersIn(join(state, 'extensions')), ...npmProjects(state)]],
    [
      'bundled',
      root === undefined
        ? []
        : [...foldersIn(join(root, 'extensions')), ...foldersIn(join(root, 'dist', 'extensions'))],
    ],
  ];
  for (const [origin, folders] of candidates) {
    const path = folders.find(isTelemetryPlugin);
    if (path !== undefined) return readPlugin(path, origin);
  }
  return undefined;
}

/** From 2026.5 on each package of npm has its own project. */
function npmProjects(state: string): string[] {
  return foldersIn(join(state, 'npm', 'projects')).map((project) =>
    join(project, 'node_modules', '@openclaw', TELEMETRY_PLUGIN),
  );
}

function isTelemetryPlugin(folder: string): boolean {
  const read = z.object({ id: z.string() }).safeParse(jsonIn(join(folder, ID_FILE)));
  return read.success && read.data.id === TELEMETRY_PLUGIN;
}

function readPlugin(path: string, origin: PluginFolder['origin']): PluginFolder {
  const read = manifest.safeParse(jsonIn(join(path, 'package.json')));
  const { name, version, dependencies = {} } = read.data ?? {};
  const isOwn = name === OWN_PACKAGE;
  const names = Object.keys(dependencies);
  return {
    path,
    origin,
    version,
    ...(isOwn && { isOwn }),
    missing: names.filter((each) => !isFound(path, each)),
    wire: isOwn
      ? 'protobuf'
      : names.includes('@opentelemetry/exporter-metrics-otlp-http')
        ? 'json'
        : names.includes('@opentelemetry/exporter-metrics-otlp-proto')
          ? 'protobuf'
          : undefined,
  };
}

/** Whether Node finds a package from a folder: in its node_modules, or in that of a folder above. */
function isFound(from: string, name: string): boolean {
  if (existsSync(join(from, 'node_modules', name, 'package.json'))) return true;
  const above = dirname(from);
  return above !== from && isFound(above, name);
}

function foldersIn(path: string): string[] {
  try {
    return readdirSync(path, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() || entry.isSymbolicLink())
      .map(({ name }) => join(path, name));
  } catch {
    return [];
  }
}

function jsonIn(path: string): unknown {
  try {
    return tryJson(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}
