import { isDeepStrictEqual } from 'node:util';
import { type Document, isMap, type LineCounter, parse, type YAMLMap } from 'yaml';
import { isRecord } from '../text/is-record.ts';
import { QUIET } from '../text/yaml-options.ts';
import { type EmbeddedText, parseYamlStream, rewriteBlock } from './embedded.ts';
import type { Path } from './json.ts';

/**
 * The map at a path of one YAML document, as a text without the indentation that its place gives it. Where that text
 * would not say the same (aliases, a map that begins behind a `-`), the text is JSON, and nothing is replaced.
 */
export function nestedText(
  file: string,
  document: Document.Parsed,
  lines: LineCounter,
  path: Path,
): EmbeddedText | undefined {
  const node = document.getIn(path, true);
  if (!isMap(node) || !node.range) return undefined;
  const value: unknown = node.toJS(document);
  const written = writtenMap(file, node, node.range);
  const firstLine = lines.linePos(node.range[0]).line;
  if (!written || !isDeepStrictEqual(tryYaml(written.text), value)) {
    return { text: JSON.stringify(value, null, 2), firstLine, onOneLine: true, replace: () => undefined };
  }
  const { text, start, end } = written;
  return {
    text,
    firstLine,
    onOneLine: false,
    replace: (changed) => {
      const body = file.slice(start, end);
      const rewritten = node.flow
        ? indentedFlow(file, start, text, changed)
        : rewriteBlock(body, text, changed.trimEnd());
      if (rewritten === undefined) return undefined;
      const result = file.slice(0, start) + rewritten + file.slice(end);
      const meant = parseYamlStream(result).documents.find(({ range }) => range[0] === document.range[0]);
      if (!meant || meant.errors.length > 0) return undefined;
      // The edit by position must have changed this map and nothing else.
      const expected = replaced(document.toJS(), path, tryYaml(changed));
      return isDeepStrictEqual(meant.toJS(), expected) ? result : undefined;
    },
  };
}

interface Written {
  readonly text: string;
  /** Offsets of what is rewritten: for a map in block style, whole lines. */
  readonly start: number;
  readonly end: number;
}

function writtenMap(file: string, { flow }: YAMLMap, range: readonly number[]): Written | undefined {
  const [from = 0, to = 0] = range;
  if (flow) return { text: file.slice(from, to), start: from, end: to };
  const start = file.lastIndexOf('\n', from - 1) + 1;
  const indent = file.slice(start, from);
  if (!/^ *$/.test(indent)) return undefined;
  const body = file.slice(start, to).trimEnd();
  const text = body
    .split('\n')
    .map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line.trimStart()))
    .join('\n');
  return { text, start, end: start + body.length };
}

/** In block style, further lines of a flow map are indented deeper than the line on which it begins. */
function indentedFlow(file: string, start: number, before: string, changed: string): string {
  if (before.includes('\n')) return changed;
  const line = file.slice(file.lastIndexOf('\n', start - 1) + 1, start);
  const indent = /^ */.exec(line)?.[0] ?? '';
  return changed.replaceAll('\n', `\n${indent}  `);
}

function tryYaml(text: string): unknown {
  try {
    return parse(text, QUIET);
  } catch {
    return undefined;
  }
}

/** The value with another one at the path, which exists. */
function replaced(root: unknown, path: Path, value: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  if (Array.isArray(root)) return root.with(Number(step), replaced(root[Number(step)], rest, value));
  return isRecord(root) ? { ...root, [step]: replaced(root[step], rest, value) } : root;
}
