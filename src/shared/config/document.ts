import { embeddedText, mapKeys, parseYamlStream, type EmbeddedText } from '../edit/index.ts';
import { isConfigMap } from './config-map.ts';
import { hasGatewaySection, mentionsGatewaySettings } from './recognize.ts';

/** The text of a gateway configuration, and its position in the file. */
export interface ConfigDocument {
  readonly text: string;
  /** Key of the ConfigMap's `data`; null where the file itself is the configuration. */
  readonly key: string | null;
  /** Name of the ConfigMap. */
  readonly configMap: string | null;
  /** Line of the file on which the text begins, from 1. */
  readonly firstLine: number;
  /** True where the whole text is on `firstLine`, its line ends escaped. */
  readonly onOneLine: boolean;
  /** The file with a changed text; undefined where other parts of the file would change, too. */
  replace(changed: string): string | undefined;
}

/** The file has no configuration, or several; the message says what to name instead. */
export class ConfigDocumentError extends Error {
  override readonly name = 'ConfigDocumentError';
}

/**
 * Finds the configuration in a file: JSON5 or YAML, or a Kubernetes manifest (of one or more
 * documents) that holds a ConfigMap. The `data` entry that parses to an object with `gateway`, `plugins` or
 * `diagnostics` is meant.
 *
 * @param key names the entry where there are several
 * @throws {ConfigDocumentError}
 */
export function findConfig(file: string, key?: string): ConfigDocument {
  const candidates = configMapEntries(file);
  if (candidates === undefined) {
    if (key !== undefined) throw new ConfigDocumentError(`holds no ConfigMap, so it has no entry "${key}"`);
    return {
      text: file,
      key: null,
      configMap: null,
      firstLine: 1,
      onOneLine: false,
      replace: (changed) => changed,
    };
  }
  const keys = candidates.map((candidate) => candidate.key);
  if (key !== undefined) {
    const named = candidates.filter((candidate) => candidate.key === key);
    // Several ConfigMaps may have this key. A text that does not parse counts: otherwise an error in one gateway's
    // configuration would make another gateway's the chosen one.
    const chosen = named.find((candidate) => mentionsGatewaySettings(candidate.text)) ?? named[0];
    if (!chosen) throw new ConfigDocumentError(`has no entry "${key}"; it has ${list(keys)}`);
    return chosen;
  }
  const meant = candidates.filter((candidate) => hasGatewaySection(candidate.text));
  const [only, second] = meant;
  if (second) {
    throw new ConfigDocumentError(
      `holds several configurations, ${list(meant.map((candidate) => candidate.key))}: say which as FILE#KEY`,
    );
  }
  // A single entry that does not parse is still the configuration: its error is the finding.
  const chosen =
    only ??
    (candidates.length === 1
      ? candidates[0]
      : candidates.find(({ key: name }) => /\.(?:json5?|ya?ml)$/.test(name)));
  if (!chosen)
    throw new ConfigDocumentError(
      `holds a ConfigMap, but no entry with gateway, plugins or diagnostics (${list(keys)})`,
    );
  return chosen;
}

type Entry = ConfigDocument & { readonly key: string };

/** Entries of all ConfigMaps of a manifest; undefined where the file is no manifest with one. */
function configMapEntries(file: string): Entry[] | undefined {
  if (!/\bConfigMap\b/.test(file)) return undefined;
  const { documents, lines } = parseYamlStream(file);
  const maps = documents.filter((document) => isConfigMap({ kind: document.get('kind') }));
  if (maps.length === 0) return undefined;
  return maps.flatMap((document) =>
    mapKeys(document, ['data']).flatMap((key) => {
      const embedded: EmbeddedText | undefined = embeddedText(file, document, lines, ['data', key]);
      const name = document.getIn(['metadata', 'name']);
      return embedded ? [{ ...embedded, key, configMap: typeof name === 'string' ? name : null }] : [];
    }),
  );
}

function list(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.map((name) => `"${name}"`).join(', ');
}
