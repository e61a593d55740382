import { mentionsGatewaySettings } from '../../../shared/config/index.ts';
import { type ConfigFile, readConfigFile, SourceFileError } from '../config-file.ts';
import { configMapOf } from './config-map.ts';
import type { ManifestSet } from './read.ts';

/** Configurations of gateways in ConfigMaps among the manifests, for a run that was given none. */
export function gatewayConfigs({ objects }: ManifestSet): ConfigFile[] {
  const found = objects.flatMap((object) =>
    Object.entries(configMapOf(object)?.data ?? {})
      .filter(([, text]) => mentionsGatewaySettings(text))
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
