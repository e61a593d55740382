import { isRecord } from '../../../shared/text/is-record.ts';
import { type ConfigFile, readConfigFile, SourceFileError } from '../config-file.ts';
import type { ManifestSet } from './read.ts';

/** Settings that only a gateway's configuration has. */
const MARK = /\bdiagnostics\b[\s\S]*\botel\b|\bdiagnostics-otel\b|\bgateway\b[\s\S]*\bplugins\b/;

/** Configurations of gateways that ConfigMaps among the manifests hold, for a run that was given none. */
export function gatewayConfigs({ objects }: ManifestSet): ConfigFile[] {
  const found = objects.flatMap(({ kind, content, file }) => {
    const { data } = content as { data?: unknown };
    if (kind !== 'ConfigMap' || !isRecord(data)) return [];
    return Object.entries(data)
      .filter(([, text]) => typeof text === 'string' && MARK.test(text))
      .map(([key]) => `${file}#${key}`);
  });
  return [...new Set(found)].flatMap((argument) => {
    try {
      return [readConfigFile(argument)];
    } catch (error) {
      // An entry that stands where it cannot be edited, such as in a list, is still no reason to stop.
      if (error instanceof SourceFileError) return [];
      throw error;
    }
  });
}
