import { type Document, isMap, isScalar, LineCounter, parseAllDocuments, Scalar } from 'yaml';
import type { Path } from './json.ts';

/** A text that stands as a string inside a YAML file, such as one key of a ConfigMap. */
export interface EmbeddedText {
  readonly text: string;
  /** Line of the file, from 1, on which the first line of the text stands. */
  readonly firstLine: number;
  /**
   * The file with the text replaced and all else as it was.
   *
   * @returns undefined where the string is written in a way (quoted, folded) that cannot be edited line by line
   */
  replace(changed: string): string | undefined;
}

/** Parses a YAML stream, keeping positions. Documents with errors are left in; see their `errors`. */
export function parseYamlStream(file: string): { documents: Document.Parsed[]; lines: LineCounter } {
  const lines = new LineCounter();
  const documents = [...parseAllDocuments(file, { lineCounter: lines })] as Document.Parsed[];
  return { documents, lines };
}

/** Finds the string at a path of one YAML document. */
export function embeddedText(
  file: string,
  document: Document.Parsed,
  lines: LineCounter,
  path: Path,
): EmbeddedText | undefined {
  const node = document.getIn(path, true);
  if (!isScalar(node) || typeof node.value !== 'string' || !node.range) return undefined;
  const [start, end] = node.range;
  const isBlock = node.type === Scalar.BLOCK_LITERAL;
  const headerEnd = isBlock ? file.indexOf('\n', start) + 1 : start;
  return {
    text: node.value,
    firstLine: lines.linePos(headerEnd).line,
    replace: (changed) => {
      if (!isBlock) return undefined;
      const body = file.slice(headerEnd, end);
      const indent = /^(?:[ \t]*\n)*( +)/.exec(body)?.[1];
      if (indent === undefined) return undefined;
      const indented = changed.replaceAll(/^(?=[^\n])/gm, indent);
      // A literal block ends where its last line does; clip chomping keeps one newline there.
      const trailing = /\n*$/.exec(body)?.[0] ?? '';
      return file.slice(0, headerEnd) + indented.replace(/\n*$/, '') + trailing + file.slice(end);
    },
  };
}

/** Entries of the map at a path of a document, in order; empty where there is no map. */
export function mapKeys(document: Document.Parsed, path: Path): string[] {
  const node = path.length === 0 ? document.contents : document.getIn(path, true);
  if (!isMap(node)) return [];
  return node.items.flatMap((pair) => (isScalar(pair.key) ? [String(pair.key.value)] : []));
}
