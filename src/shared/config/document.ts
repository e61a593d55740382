import { type ConfigDocument, ConfigDocumentError } from './container/candidate.ts';
import { configInManifest, configKeysOf } from './container/manifest.ts';
import { objectsOf } from './container/objects.ts';
import { generatedLiterals } from './container/literals.ts';
import { configInValues } from './container/values.ts';
import { parseText } from './parse.ts';

/**
 * Finds the configuration in a file: JSON5 or YAML, values of a chart, or a Kubernetes manifest of one or more
 * documents or lists. Of the entries of ConfigMaps and Secrets, the one that parses to an object with `gateway`,
 * `plugins` or `diagnostics` is meant.
 *
 * @param key names the entry where there are several, or the path in values
 * @throws {ConfigDocumentError} where there is none, or several
 */
export function findConfig(file: string, key?: string): ConfigDocument {
  if (!isTemplate(file)) return find(file, key);
  try {
    const found = find(file, key);
    if (parseText(found.text).ok) return found;
  } catch (error) {
    if (!(error instanceof ConfigDocumentError)) throw error;
  }
  throw new ConfigDocumentError(
    'is a Helm template, which is not read: give the manifest that `helm template` makes of it',
  );
}

function find(file: string, key?: string): ConfigDocument {
  const literal = generatedLiterals(file, key);
  if (literal) return literal;
  const objects = objectsOf(file);
  return objects.length > 0 ? configInManifest(objects, key) : configInValues(file, key);
}

/** Whether actions of a chart's template are in the file. */
function isTemplate(file: string): boolean {
  return /\{\{-?\s*(?:(?:include|if|range|with|end|toYaml|tpl|define|template)\b|\.(?:Values|Release|Chart)\b)/.test(
    file,
  );
}

/** What may follow `#` for the configurations in a manifest; empty for another file. */
export function configKeys(file: string): string[] {
  return configKeysOf(objectsOf(file));
}
