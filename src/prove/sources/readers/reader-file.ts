import { SourceFileError } from '../config-file.ts';
import { piecesIn } from './collect.ts';
import type { Dashboard } from './dashboard.ts';
import type { ReaderQuery } from './query.ts';
import { jsonDocument, yamlDocuments } from './reader-document.ts';
import { fileText } from './reader-text.ts';
import { isHelmTemplate } from './template.ts';

/** What one file contains. */
export interface ReaderFile {
  readonly dashboards: readonly Dashboard[];
  /** Queries of rules and dashboards. */
  readonly queries: readonly ReaderQuery[];
  /** Parts of the file that are not read, and why. */
  readonly problems: readonly string[];
}

/**
 * Reads the dashboards and rules of a file, JSON or YAML, wherever they are in it.
 *
 * @returns undefined if the file contains none
 * @throws {SourceFileError} if nothing of it can be read
 */
export function readReaderFile(file: string, text: string): ReaderFile | undefined {
  const read = file.endsWith('.json') ? jsonDocument : yamlDocuments;
  const { documents, problems: invalid } = read(fileText(file, text));
  const pieces = documents.flatMap((document) => piecesIn(document));
  const problems = [...invalid, ...pieces.flatMap(({ problem }) => problem ?? [])];
  const dashboards = pieces.flatMap(({ dashboard }) => dashboard ?? []);
  const queries = [
    ...pieces.flatMap(({ queries: own }) => own ?? []),
    ...dashboards.flatMap(({ queries: own }) => own),
  ];
  if (dashboards.length > 0 || pieces.some(({ queries: own }) => own))
    return { dashboards, queries, problems };
  const [problem] = problems;
  if (problem !== undefined) throw new SourceFileError(problems.length > 1 ? problems.join('; ') : problem);
  if (isHelmTemplate(text))
    throw new SourceFileError(`${file} is a Helm template: give the result of helm template`);
  return undefined;
}
