import { LineCounter, parseAllDocuments, type Document, isNode } from 'yaml';
import type { z } from 'zod';
import { isRecord } from '../../../shared/text/is-record.ts';
import { objectShape } from './metadata.ts';
import { QUIET } from '../../../shared/text/yaml-options.ts';

/** One Kubernetes object, and its position in a file. */
export interface ManifestObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  /** As written; undefined where the manifest does not set it. */
  readonly namespace: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
  readonly content: unknown;
  /** It was read from a cluster, so that it has no file and no line. */
  readonly live?: boolean;
  /** Content of the manifest, where the object was read from a cluster and is written in a file as well. */
  readonly written?: unknown;
  /**
   * It stands for the pods of a PodTemplate that a sync is about to apply. Which other objects that sync creates or
   * changes is not known.
   */
  readonly ofPodTemplate?: boolean;
  /** A kustomization makes it, with a hash of its content in its name. */
  readonly generated?: boolean;
  /** Keys of its data that the generator of a kustomization has set or removed, each with the file of that kustomization. */
  readonly generatedKeys?: Readonly<Record<string, string>>;
  /** Its file; for a live object `cluster NAME`. */
  readonly file: string;
  /** Of its first line, from 1. */
  readonly line: number;
  /** Index of its document within the file, from 0. */
  readonly document: number;
  /** Path of the object within its document: not empty for an item of a list. */
  readonly path: readonly (string | number)[];
  /** Line of a value of the object; of the nearest value around it where there is none. */
  lineOf(path: readonly (string | number)[]): number;
}

/** Something in a manifest that could not be read, or that the API server rejects. */
export interface ManifestProblem {
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

export interface FileReading {
  readonly objects: readonly ManifestObject[];
  readonly problems: readonly ManifestProblem[];
}

/** What an item of a typed list leaves out. */
interface Inherited {
  readonly apiVersion?: string;
  readonly kind?: string;
}

/**
 * Reads the objects of one file: YAML of one or more documents, or JSON. Other documents are ignored.
 */
export function readObjects(file: string, text: string): FileReading {
  const lines = new LineCounter();
  // Kubernetes reads merge keys (`<<`), which YAML 1.2 dropped.
  const documents = parseAllDocuments(text, {
    ...QUIET,
    lineCounter: lines,
    merge: true,
  }) as Document.Parsed[];
  const readings = documents.map((document, index) => readDocument(file, index, document, lines));
  return {
    objects: readings.flatMap(({ objects }) => objects),
    problems: readings.flatMap(({ problems }) => problems),
  };
}

function readDocument(
  file: string,
  index: number,
  document: Document.Parsed,
  lines: LineCounter,
): FileReading {
  const lineOf = lineFinder(document, lines);
  const problem = (line: number, message: string): FileReading => ({
    objects: [],
    problems: [{ file, line, message }],
  });
  const [error] = document.errors;
  if (error) return problem(lines.linePos(error.pos[0]).line, summaryOf(error.message));

  const collect = (value: unknown, path: (string | number)[], inherited: Inherited): FileReading => {
    const given = isRecord(value) ? { ...inherited, ...value } : {};
    if (!('apiVersion' in given) || !('kind' in given)) return { objects: [], problems: [] };
    const parsed = objectShape.safeParse(given);
    if (!parsed.success) return problem(lineOf(path), shapeMessage(parsed.error));
    const { apiVersion, kind, metadata } = parsed.data;
    if (kind.endsWith('List') && 'items' in given && Array.isArray(given.items)) {
      const item = kind === 'List' ? {} : { apiVersion, kind: kind.slice(0, -'List'.length) };
      const readings = given.items.map((each, i) => collect(each, [...path, 'items', i], item));
      return {
        objects: readings.flatMap(({ objects }) => objects),
        problems: readings.flatMap(({ problems }) => problems),
      };
    }
    const object: ManifestObject = {
      apiVersion,
      kind,
      name: metadata.name ?? metadata.generateName ?? '',
      namespace: metadata.namespace,
      labels: metadata.labels,
      content: value,
      file,
      line: lineOf(path),
      document: index,
      path,
      lineOf: (inner) => lineOf([...path, ...inner]),
    };
    return { objects: [object], problems: [] };
  };

  try {
    return collect(document.toJS(), [], {});
  } catch (error) {
    // The library throws this error for aliases that expand without end.
    if (!(error instanceof ReferenceError)) throw error;
    return problem(lineOf([]), error.message);
  }
}

/** The first issue in one sentence, with the path of the field. */
export function shapeMessage(error: z.ZodError): string {
  const [issue] = error.issues;
  if (!issue) return 'it is not a Kubernetes object';
  return `${issue.path.join('.') || 'the object'}: ${issue.message}`;
}

/** Finds the line of a value of a document. */
export function lineFinder(document: Document.Parsed, lines: LineCounter): ManifestObject['lineOf'] {
  return (path) => {
    for (let length = path.length; length > 0; length--) {
      const node = document.getIn(path.slice(0, length), true);
      if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
    }
    return lines.linePos(document.contents?.range?.[0] ?? 0).line;
  };
}

/** Without the position and the excerpt that the library appends: they are reported separately. */
function summaryOf(message: string): string {
  return (message.split('\n')[0] ?? message).replace(/ at line \d+, column \d+:?$/, '');
}
