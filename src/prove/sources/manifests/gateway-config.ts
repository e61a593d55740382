import { type ConfigFile, readConfigFile, SourceFileError } from '../config-file.ts';
import { configMapOf } from './config-map.ts';
import type { ManifestSet } from './read.ts';

/** Settings that only a gateway's configuration has. */
const GATEWAY_SETTINGS = /\bdiagnostics\b[\s\S]*\botel\b|\bdiagnostics-otel\b|\bgateway\b[\s\S]*\bplugins\b/;

/** Configurations of gateways in ConfigMaps among the manifests, for a run that was given none. */
export function gatewayConfigs({ objects }: ManifestSet): ConfigFile[] {
  const found = objects.flatMap((object) =>
    Object.entries(configMapOf(object)?.data ?? {})
      .filter(([, text]) => GATEWAY_SETTINGS.test(text))
      .map(([key]) => `${object.file}#${key}`),
  );
  return [...new Set(found)].flatMap((argument) => {
    try {
      return [readConfigFile(argument)];
    } catch (error) {
      // An entry that cannot be edited where it is written, such as in a list, does not end the run.
      if (error instanceof SourceFileError) return [];
      throw error;
    }
  });
}
