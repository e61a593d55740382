import { configKeys, mentionsGatewaySettings } from '../../../shared/config/index.ts';
import { type ConfigFile, readConfigFile, SourceFileError } from '../config-file.ts';
import { configMapOf } from './config-map.ts';
import type { ManifestSet } from './read.ts';

/**
 * Configurations of gateways among the manifests, for a run that was given none: in ConfigMaps, also those that
 * a kustomization generates, in Secrets, and in the values of a HelmRelease or an Argo CD Application.
 */
export function gatewayConfigs({ objects, files }: ManifestSet): ConfigFile[] {
  const inObjects = objects.flatMap((object) =>
    Object.entries(configMapOf(object)?.data ?? {})
      .filter(([, text]) => mentionsGatewaySettings(text))
      .map(([key]) => `${object.generatedKeys?.[key] ?? object.file}#${key}`),
  );
  // What the file of an object has is not in force where the generator of a kustomization has put another text in its place.
  const replaced = new Set(
    objects.flatMap(({ file, generatedKeys }) =>
      Object.keys(generatedKeys ?? {}).map((key) => `${file}#${key}`),
    ),
  );
  const names = new Set(objects.map(({ file }) => file));
  const inFiles = [...names].flatMap((file) =>
    configKeys(files.get(file) ?? '').map((key) => `${file}#${key}`),
  );
  const found = [...inObjects, ...inFiles].filter((argument) => !replaced.has(argument));
  return [...new Set(found)].flatMap((argument) => {
    try {
      const config = readConfigFile(argument);
      return mentionsGatewaySettings(config.document.text) ? [config] : [];
    } catch (error) {
      // An entry that cannot be read by its file and key does not end the run.
      if (error instanceof SourceFileError) return [];
      throw error;
    }
  });
}
