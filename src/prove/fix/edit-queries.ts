import { unifiedDiff } from '../../shared/edit/index.ts';
import { escapeRegExp } from '../../shared/text/escape-regexp.ts';
import type { Fix } from '../engine/outcome.ts';
import { edited, type TextEdit } from '../promql/index.ts';
import { type ReaderQuery, readReaderFile, type Readers, SourceFileError } from '../sources/index.ts';
import { fixPath } from './paths.ts';
import { editWritten, styleOf } from './written-scalar.ts';

/** Edits of the expression of a query. */
export interface QueryEdit {
  readonly query: ReaderQuery;
  readonly edits: readonly TextEdit[];
}

/**
 * The fix that edits queries: a diff of the first file; the text says how many other files there are. Without a diff where the
 * file, read again, does not have exactly the queries that it should have.
 *
 * @param text says what is replaced
 */
export function queriesFix(readers: Readers, given: readonly QueryEdit[], text: string): Fix | undefined {
  const path = given[0]?.query.file;
  const before = path === undefined ? undefined : readers.files.get(path);
  if (path === undefined || before === undefined) return undefined;
  const others = new Set(given.map(({ query }) => query.file)).size - 1;
  const later =
    others === 0 ? '' : `; then check again, for ${others} more ${others === 1 ? 'file' : 'files'}`;
  const sentence = `${text}${later}`;
  const own = given.filter(({ query }) => query.file === path);
  const after = editedFile(path, before, own);
  const { root, file } = fixPath(path);
  const diff = after === undefined ? '' : unifiedDiff(file, before, after);
  if (diff === '') return { kind: 'manual', text: sentence };
  return { kind: 'patch', text: sentence, root, file, diff, command: `patch -p1 < fix.diff` };
}

/** Keys of expressions: of rules, panels and variables. */
const KEYS = '["\']?(?:expr|query|definition)["\']?\\s*:\\s*';

function editedFile(path: string, before: string, edits: readonly QueryEdit[]): string | undefined {
  for (const quotes of [false, true]) {
    let text: string | undefined = before;
    for (const edit of edits) text = text === undefined ? undefined : editedText(text, before, edit, quotes);
    if (text !== undefined && isAsMeant(path, before, text, edits)) return text;
  }
  return undefined;
}

function editedText(
  text: string,
  before: string,
  { query: { written, expression, line }, edits }: QueryEdit,
  quotes: boolean,
): string | undefined {
  const quoted = new RegExp(`(${KEYS})"${escapeRegExp(written)}"`, 'g');
  if (quoted.test(before)) {
    const json = editWritten(written, 'json', expression, edits, false);
    return json === undefined ? undefined : text.replaceAll(quoted, (_, key: string) => `${key}"${json}"`);
  }
  const yaml = editWritten(written, styleOf(written), expression, edits, quotes);
  if (yaml === undefined) return undefined;
  const start = startOfLine(text, line);
  const inRule = new RegExp(`(${KEYS})${escapeRegExp(written)}`, 'g');
  inRule.lastIndex = start;
  const found = inRule.exec(text);
  if (!found || text.slice(start, found.index).includes('\n')) return text;
  const at = found.index + found[1]!.length;
  return text.slice(0, at) + yaml + text.slice(at + written.length);
}

function startOfLine(text: string, line: number): number {
  let start = 0;
  for (let left = line - 1; left > 0; left -= 1) start = text.indexOf('\n', start) + 1;
  return start;
}

/** Whether the changed file has the same queries, with the edits, and nothing else is another. */
function isAsMeant(path: string, before: string, after: string, edits: readonly QueryEdit[]): boolean {
  const [old, fresh] = [queriesIn(path, before), queriesIn(path, after)];
  const wanted = new Map(
    edits.map(({ query: { expression }, edits: own }) => [expression, edited(expression, own)]),
  );
  return (
    old.length > 0 &&
    old.length === fresh.length &&
    old.every(({ expression, where, records }, index) => {
      const now = fresh[index];
      const meant = wanted.has(expression) ? wanted.get(expression) : expression;
      return now?.expression === meant && now?.where === where && now?.records === records;
    })
  );
}

function queriesIn(path: string, text: string): readonly ReaderQuery[] {
  try {
    return readReaderFile(path, text)?.queries ?? [];
  } catch (error) {
    if (error instanceof SourceFileError) return [];
    throw error;
  }
}
