import { existsSync } from 'node:fs';
import { collectorResourceConfig } from '../manifests/collector-resource.ts';
import { configMapOf } from '../manifests/config-map.ts';
import { readTextFile, SourceFileError } from '../config-file.ts';
import { type ManifestObject, readObjects } from '../manifests/documents.ts';
import type { ManifestSet } from '../manifests/read.ts';
import { parseCollectorConfig, readCollectorConfig } from './config.ts';
import type { CollectorConfig } from './shape.ts';

/** Collectors whose configuration is in a ConfigMap, or in an OpenTelemetryCollector of the operator. */
export function collectorConfigs({ objects }: ManifestSet): CollectorConfig[] {
  return objects.flatMap(collectorConfigsIn);
}

/**
 * Reads a configuration of a collector that a user names: its files, or one manifest that has it, a ConfigMap or an
 * OpenTelemetryCollector.
 *
 * @throws {SourceFileError}
 */
export function readNamedCollector(paths: readonly string[]): CollectorConfig {
  const [path] = paths;
  if (path === undefined || paths.length > 1 || !existsSync(path)) return readCollectorConfig(paths);
  const found = readObjects(path, readTextFile(path)).objects.flatMap(collectorConfigsIn);
  if (found.length > 1)
    throw new SourceFileError(
      `${path} has ${found.length} configurations of collectors: give a file with one`,
    );
  return found[0] ?? readCollectorConfig(paths);
}

/** The configurations of collectors in one object. */
export function collectorConfigsIn(of: ManifestObject): CollectorConfig[] {
  return entriesOf(of).flatMap(({ object, key, text }) => {
    const { live, file, kind, name } = object;
    const config = parseCollectorConfig(text, {
      source: `${file}: ${kind} ${name}${key === undefined ? '' : `, ${key}`}`,
      file: live ? undefined : file,
      // A block of text begins on the line after its key.
      firstLine: key === undefined ? object.line : object.lineOf(['data', key]) + 1,
    });
    return config ? [config] : [];
  });
}

function entriesOf(
  object: ManifestObject,
): { object: ManifestObject; key: string | undefined; text: string }[] {
  const entries = Object.entries(configMapOf(object)?.data ?? {});
  const config = collectorResourceConfig(object);
  return [
    ...entries.map(([key, text]) => ({ object, key, text })),
    ...(config === undefined ? [] : [{ object, key: undefined, text: config }]),
  ];
}
