import { parseYamlStream } from '../../edit/index.ts';
import { isGatewayConfig, isNestedGatewayConfig } from '../recognize.ts';
import { parseText } from '../parse.ts';
import { type ConfigDocument, ConfigDocumentError } from './candidate.ts';
import { describeFile, INSTEAD } from './describe.ts';
import { list } from './manifest.ts';
import { configAt, nestedConfigs, type Tree } from './nested.ts';

/**
 * The configuration in a file that is no manifest: the whole file, or what `FILE#PATH` names in the values of a chart.
 *
 * @throws {ConfigDocumentError}
 */
export function configInValues(file: string, path?: string): ConfigDocument {
  const parsed = parseText(file);
  const tree = treeOf(file);
  if (path !== undefined) {
    const [found] = parsed.ok && tree ? configAt(tree, parsed.value, path) : [];
    if (found) return found;
    const keys = parsed.ok && tree ? nestedConfigs(tree, parsed.value).map(({ key }) => key) : [];
    throw new ConfigDocumentError(
      `has no entry "${path}"${keys.length > 0 ? `; a configuration is at ${list(keys)}` : ''}`,
    );
  }
  const whole: ConfigDocument = {
    text: file,
    key: null,
    configMap: null,
    secret: null,
    firstLine: 1,
    onOneLine: false,
    replace: (changed) => changed,
  };
  if (!parsed.ok) return whole;
  if (isNestedGatewayConfig(parsed.value)) return whole;
  const nested = tree ? nestedConfigs(tree, parsed.value) : [];
  if (nested.length > 0) {
    const paths = nested.map(({ key }) => key);
    throw new ConfigDocumentError(
      `is not a gateway configuration itself, but holds one at ${list(paths)}: give FILE#${paths[0]}`,
    );
  }
  if (isGatewayConfig(parsed.value)) return whole;
  throw new ConfigDocumentError(
    `holds no gateway configuration: it is ${describeFile(parsed.value)}; ${INSTEAD}`,
  );
}

function treeOf(file: string): Tree | undefined {
  const { documents, lines } = parseYamlStream(file);
  const [document, second] = documents;
  if (!document || second || document.errors.length > 0) return undefined;
  return { file, document, lines, path: [] };
}
