import { isNode, isScalar, type Document, parseAllDocuments, Scalar } from 'yaml';
import { errorText } from '../../../shared/text/error-text.ts';
import { isRecord } from '../../../shared/text/is-record.ts';
import { QUIET } from '../../../shared/text/yaml-options.ts';
import { indentQuotedLines } from './quoted-lines.ts';
import { blockText, foldedText, type ReaderText, sameLines } from './reader-text.ts';
import { isHelmTemplate } from './template.ts';

export type ValuePath = readonly (string | number)[];

/** How a value is written. */
export interface WrittenValue {
  readonly line: number;
  /** As the file has it; undefined where it is the value of an alias or of a merged map. */
  readonly written: string | undefined;
  /** Text of a scalar that YAML takes for a number or a boolean, and Go for a text where it wants one. */
  readonly source: string | undefined;
}

/** A document of YAML, or JSON. */
export interface ReaderDocument {
  readonly file: string;
  readonly value: unknown;
  at(path: ValuePath): WrittenValue;
  /** The string at a path as a text. */
  textAt(path: ValuePath, value: string): ReaderText;
}

export interface Documents {
  readonly documents: readonly ReaderDocument[];
  /** What cannot be read, and why. */
  readonly problems: readonly string[];
}

/** Reads JSON. Where its values are written is found only when it is asked for. */
export function jsonDocument(source: ReaderText): Documents {
  const { file, text } = source;
  let parsed: Document.Parsed | undefined;
  const tree = (): Document.Parsed => (parsed ??= parseYaml(text)[0]!);
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    return { documents: [documentOf(source, value, tree)], problems: [] };
  } catch (error) {
    return { documents: [], problems: [`${file} is not valid JSON: ${errorText(error)}`] };
  }
}

/** Reads YAML as Go's parsers do; a document that is not valid does not hide the others. */
export function yamlDocuments(source: ReaderText): Documents {
  const documents: ReaderDocument[] = [];
  const problems: string[] = [];
  const { trees, read } = readAsGo(source);
  for (const tree of trees) {
    try {
      const value: unknown = tree.toJS();
      const [error] = tree.errors.filter(({ code }) => code !== 'DUPLICATE_KEY' || isRuleFile(value));
      if (error) problems.push(problemOf(source, error.message));
      else documents.push(documentOf(read, value, () => tree));
    } catch (error) {
      // The library throws it for aliases that expand without limit.
      if (!(error instanceof ReferenceError)) throw error;
      problems.push(problemOf(source, error.message));
    }
  }
  return { documents, problems };
}

/** Prometheus rejects a key that occurs twice; Kubernetes and Helm take the last one. */
function isRuleFile(value: unknown): boolean {
  return isRecord(value) && Array.isArray(value['groups']) && value['kind'] === undefined;
}

function problemOf({ file, text }: ReaderText, message: string): string {
  return isHelmTemplate(text)
    ? `${file} is a Helm template and not valid YAML: give the result of helm template`
    : `${file} is not valid YAML: ${message.split('\n')[0]}`;
}

function readAsGo(source: ReaderText): { trees: Document.Parsed[]; read: ReaderText } {
  const isValid = ({ errors }: Document.Parsed): boolean => errors.length === 0;
  const strict = parseYaml(source.text);
  if (strict.every(isValid)) return { trees: strict, read: source };
  const text = indentQuotedLines(source.text);
  const trees = parseYaml(text);
  return trees.every(isValid) ? { trees, read: sameLines(source, text) } : { trees: strict, read: source };
}

function parseYaml(text: string): Document.Parsed[] {
  return [...parseAllDocuments(text, { ...QUIET, merge: true })] as Document.Parsed[];
}

function documentOf(source: ReaderText, value: unknown, tree: () => Document.Parsed): ReaderDocument {
  const nodeAt = (path: ValuePath): { node: unknown; isExact: boolean; from: number; to: number } => {
    const document = tree();
    for (let length = path.length; length >= 0; length--) {
      const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
      if (isNode(node) && node.range)
        return { node, isExact: length === path.length, from: node.range[0], to: node.range[1] };
    }
    return { node: undefined, isExact: false, from: 0, to: 0 };
  };
  return {
    file: source.file,
    value,
    at: (path) => {
      // The document itself needs no tree.
      if (path.length === 0) return { line: source.lineAt(0), written: source.text, source: undefined };
      const { node, isExact, from, to } = nodeAt(path);
      return {
        line: source.lineAt(from),
        written: isExact ? source.written(from, to) : undefined,
        source: isExact && isScalar(node) ? node.source : undefined,
      };
    },
    textAt: (path, text) => {
      const { node, isExact, from } = nodeAt(path);
      const isBlock = isExact && isScalar(node) && node.type === Scalar.BLOCK_LITERAL;
      if (!isBlock) return foldedText(source, from, text);
      return blockText(source, source.text.indexOf('\n', from) + 1, text);
    },
  };
}
