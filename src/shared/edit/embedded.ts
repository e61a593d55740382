import { type Document, isScalar, LineCounter, parseAllDocuments, Scalar } from 'yaml';
import type { Path } from './json.ts';
import { QUIET } from '../text/yaml-options.ts';

/** A text that is a string inside a YAML file, such as one key of a ConfigMap. */
export interface EmbeddedText {
  readonly text: string;
  /** Line of the file, from 1, of the first line of the text. */
  readonly firstLine: number;
  /** True where the whole text is on `firstLine`, its line ends escaped. */
  readonly onOneLine: boolean;
  /**
   * The file with the text replaced and all else unchanged.
   *
   * @returns undefined where the string is written in a way (folded, quoted over several lines) that cannot be
   *   changed without touching its other lines
   */
  replace(changed: string): string | undefined;
}

/** Parses a YAML stream, keeping positions. Documents with errors are left in; see their `errors`. */
export function parseYamlStream(file: string): { documents: Document.Parsed[]; lines: LineCounter } {
  const lines = new LineCounter();
  const documents = [...parseAllDocuments(file, { ...QUIET, lineCounter: lines })] as Document.Parsed[];
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
  const { value, type } = node;
  const [start, end] = node.range;
  const isBlock = type === Scalar.BLOCK_LITERAL;
  const bodyStart = isBlock ? file.indexOf('\n', start) + 1 : start;
  const written = file.slice(bodyStart, end);
  return {
    text: value,
    firstLine: lines.linePos(bodyStart).line,
    onOneLine: !isBlock,
    replace: (changed) => {
      const rewritten = isBlock
        ? rewriteBlock(written, value, changed)
        : rewriteQuoted(written, changed, type);
      if (rewritten === undefined) return undefined;
      const result = file.slice(0, bodyStart) + rewritten + file.slice(end);
      // The edit by position must have changed this text and nothing else.
      const at = ({ range }: Document.Parsed): boolean => range[0] === document.range[0];
      const meant = parseYamlStream(result).documents.find(at);
      return meant?.errors.length === 0 && meant.getIn(path) === changed ? result : undefined;
    },
  };
}

/** Unchanged lines at the start and end are kept as written, with their line ends; only those between are rewritten. */
export function rewriteBlock(body: string, before: string, changed: string): string | undefined {
  const raw = body.split('\n');
  const old = before.split('\n');
  const now = changed.split('\n');
  const sample = old.findIndex((line) => line.trim() !== '');
  const ending = raw[sample]?.endsWith('\r') ? '\r' : '';
  const width = (raw[sample]?.length ?? 0) - ending.length - (old[sample]?.length ?? 0);
  const indent = raw[sample]?.slice(0, width) ?? '';
  if (!/^ +$/.test(indent)) return undefined;
  const shorter = Math.min(old.length, now.length);
  let same = 0;
  while (same < shorter && old[same] === now[same]) same += 1;
  let tail = 0;
  while (tail < shorter - same && old.at(-1 - tail) === now.at(-1 - tail)) tail += 1;
  const between = now.slice(same, now.length - tail);
  return [
    ...raw.slice(0, same),
    ...between.map((line) => (line === '' ? line : indent + line) + ending),
    ...raw.slice(old.length - tail),
  ].join('\n');
}

/** A string on one line is rewritten in the same quotes. */
function rewriteQuoted(written: string, changed: string, type: Scalar['type']): string | undefined {
  if (written.includes('\n')) return undefined;
  // Each JSON string is a double-quoted scalar, too: https://yaml.org/spec/1.2.2/#731-double-quoted-style
  if (type === Scalar.QUOTE_DOUBLE) return JSON.stringify(changed);
  if (type !== Scalar.QUOTE_SINGLE || changed.includes('\n')) return undefined;
  return `'${changed.replaceAll("'", "''")}'`;
}
