import { type Document, isMap, type LineCounter } from 'yaml';
import {
  embeddedText,
  type EmbeddedText,
  nestedText,
  parseYamlStream,
  type Path,
  yamlValue,
} from '../../edit/index.ts';
import { isRecord } from '../../text/is-record.ts';
import { parseText } from '../parse.ts';
import { isGatewayConfig, isNestedGatewayConfig } from '../recognize.ts';
import type { Candidate } from './candidate.ts';

/** A YAML document, and where in it to look. */
export interface Tree {
  readonly file: string;
  readonly document: Document.Parsed;
  readonly lines: LineCounter;
  readonly path: Path;
}

/** Configurations below a value: maps, and texts that hold one or hold values with one, as `helm.values` does. */
export function nestedConfigs(tree: Tree, value: unknown, name: Path = []): Candidate[] {
  const step = (key: string | number): Tree => ({ ...tree, path: [...tree.path, key] });
  if (typeof value === 'string') return inText(tree, value, name);
  if (Array.isArray(value)) {
    return value.flatMap((item, i) => nestedConfigs(step(i), item, [...name, i]));
  }
  if (!isRecord(value)) return [];
  if (name.length > 0 && isNestedGatewayConfig(value)) return present(mapAt(tree), name);
  return Object.entries(value).flatMap(([key, inner]) => nestedConfigs(step(key), inner, [...name, key]));
}

/** The map or text at `FILE#PATH`; keys may have dots in them. */
export function configAt(tree: Tree, value: unknown, wanted: string, name: Path = []): Candidate[] {
  const step = (key: string | number): Tree => ({ ...tree, path: [...tree.path, key] });
  if (wanted === '') {
    if (typeof value === 'string') return present(textAt(tree), name);
    return isRecord(value) ? present(mapAt(tree), name) : [];
  }
  if (typeof value === 'string') {
    return embedded(tree, value, (inner, content) => configAt(inner, content, wanted, name));
  }
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return entries.flatMap(([written, inner]) => {
    if (wanted !== written && !wanted.startsWith(`${written}.`)) return [];
    const key = Array.isArray(value) ? Number(written) : written;
    return configAt(step(key), inner, wanted.slice(written.length + 1), [...name, key]);
  });
}

function inText(tree: Tree, text: string, name: Path): Candidate[] {
  if (!/[{:]/.test(text)) return [];
  const parsed = parseText(text);
  if (!parsed.ok || !isRecord(parsed.value)) return [];
  const named = /(?:^|\/)openclaw\.json5?$/.test(String(name.at(-1)));
  if (isNestedGatewayConfig(parsed.value) || (named && isGatewayConfig(parsed.value))) {
    return present(textAt(tree), name);
  }
  return embedded(tree, text, (inner, content) => nestedConfigs(inner, content, name));
}

/** What is found in the YAML of a text, with its position in the whole file. */
function embedded(
  tree: Tree,
  text: string,
  find: (inner: Tree, content: unknown) => Candidate[],
): Candidate[] {
  const outer = textAt(tree);
  const { documents, lines } = parseYamlStream(text);
  const [document] = documents;
  if (!outer || !document || document.errors.length > 0 || !isMap(document.contents)) return [];
  return find({ file: text, document, lines, path: [] }, yamlValue(document)).map((found) => ({
    ...found,
    firstLine: outer.onOneLine ? outer.firstLine : outer.firstLine + found.firstLine - 1,
    onOneLine: outer.onOneLine || found.onOneLine,
    replace: (changed) => {
      const inner = found.replace(changed);
      return inner === undefined ? undefined : outer.replace(inner);
    },
  }));
}

function textAt({ file, document, lines, path }: Tree): EmbeddedText | undefined {
  return embeddedText(file, document, lines, path);
}

function mapAt({ file, document, lines, path }: Tree): EmbeddedText | undefined {
  return nestedText(file, document, lines, path);
}

function present(found: EmbeddedText | undefined, name: Path): Candidate[] {
  if (!found) return [];
  return [{ ...found, key: name.join('.'), entry: false, configMap: null, secret: null }];
}
