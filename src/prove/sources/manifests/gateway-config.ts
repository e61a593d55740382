import { configKeys, mentionsGatewaySettings } from '../../../shared/config/index.ts';
import { type ConfigFile, readConfigFile, SourceFileError } from '../config-file.ts';
import type { ManifestSet } from './read.ts';

/**
 * Configurations of gateways among the manifests, for a run that was given none: in ConfigMaps and Secrets, in lists of
 * them, and in the values of a HelmRelease or an Argo CD Application.
 */
export function gatewayConfigs({ objects, files }: ManifestSet): ConfigFile[] {
  const written = new Set(objects.filter(({ live }) => !live).map(({ file }) => file));
  const found = [...written].flatMap((file) =>
    configKeys(files.get(file) ?? '').map((key) => `${file}#${key}`),
  );
  return [...new Set(found)].flatMap((argument) => {
    try {
      const config = readConfigFile(argument);
      return mentionsGatewaySettings(config.document.text) ? [config] : [];
    } catch (error) {
      // An entry that cannot be edited where it is written, such as in a list, does not end the run.
      if (error instanceof SourceFileError) return [];
      throw error;
    }
  });
}
