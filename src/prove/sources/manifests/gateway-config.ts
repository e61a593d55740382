import { configKeys, mentionsGatewaySettings } from '../../../shared/config/index.ts';
import { type ConfigFile, readConfigFile, SourceFileError } from '../config-file.ts';
import { configMapOf } from './config-map.ts';
import type { ManifestSet } from './read.ts';

/**
 * Configurations of gateways among the manifests, for a run that was given none: in ConfigMaps, also those that
 * a kustomization generates, in Secrets, and in the values of a HelmRelease or an Argo CD Application.
 */
export function gatewayConfigs({ objects, files }: ManifestSet): ConfigFile[] {
  const readings = new Map<string, ConfigFile | undefined>();
  const read = (argument: string): ConfigFile | undefined => {
    if (!readings.has(argument)) readings.set(argument, configAt(argument));
    return readings.get(argument);
  };
  // A patch of a kustomization may be where the text is.
  const placesOf = (key: string): string[] =>
    [...files].flatMap(([file, text]) => (text.includes(key) ? [file] : []));
  const inObjects: string[] = [];
  // What a file has is not in force where a kustomization has put another text in its place.
  const replaced = new Set<string>();
  for (const object of objects) {
    for (const [key, text] of Object.entries(configMapOf(object)?.data ?? {})) {
      const own = object.generatedKeys?.[key] ?? object.file;
      const has = (file: string): boolean => read(`${file}#${key}`)?.document.text.trim() === text.trim();
      const place = [own, ...(mentionsGatewaySettings(text) ? placesOf(key) : [])].find(has);
      if (place !== undefined) inObjects.push(`${place}#${key}`);
      if (place !== object.file) replaced.add(`${object.file}#${key}`);
    }
    for (const key of Object.keys(object.generatedKeys ?? {})) replaced.add(`${object.file}#${key}`);
  }
  const names = new Set(objects.map(({ file }) => file));
  const inFiles = [...names].flatMap((file) =>
    configKeys(files.get(file) ?? '').map((key) => `${file}#${key}`),
  );
  // Another object of the same file may have the same key: what one of them has as it is written is in force.
  const found = new Set([...inObjects, ...inFiles.filter((argument) => !replaced.has(argument))]);
  return [...found].flatMap((argument) => read(argument) ?? []);
}

/** Undefined where the entry of a file is no configuration, or cannot be read by its file and key. */
function configAt(argument: string): ConfigFile | undefined {
  try {
    const config = readConfigFile(argument);
    return mentionsGatewaySettings(config.document.text) ? config : undefined;
  } catch (error) {
    if (error instanceof SourceFileError) return undefined;
    throw error;
  }
}
