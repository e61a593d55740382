import { escapeRegExp } from '../../shared/text/escape-regexp.ts';
import type { Readers } from '../sources/index.ts';
import { unifiedDiff } from '../../shared/edit/index.ts';
import type { Fix } from '../engine/outcome.ts';
import { fixPath } from './paths.ts';

/** A wrong name in a file, and the right one. */
export interface Renaming {
  readonly file: string;
  /** The expression as it is written in the file. */
  readonly written: string;
  readonly from: string;
  readonly to: string;
}

/** The fix that replaces the names: a diff of the first file; the text says how many other files there are. */
export function renamingFix(readers: Readers, renamings: readonly Renaming[]): Fix | undefined {
  const [first] = renamings;
  const before = first && readers.files.get(first.file);
  if (before === undefined) return undefined;
  const own = renamings.filter(({ file }) => file === first?.file);
  // All names of a query at once: with one of them it would be another query.
  const queries = [...new Set(own.map(({ written }) => written))];
  const after = queries.reduce((text, written) => {
    const names = own.filter((one) => one.written === written);
    return text.replaceAll(written, () =>
      names.reduce((query, { from, to }) => renamed(query, from, to), written),
    );
  }, before);
  const names = [...new Map(own.map(({ from, to }) => [from, to]))].map(([from, to]) => `${from} by ${to}`);
  const others = new Set(renamings.map(({ file }) => file)).size - 1;
  const later =
    others === 0 ? '' : `; then check again, for ${others} more ${others === 1 ? 'file' : 'files'}`;
  const text = `replace ${names.join(', ')}${later}`;
  const { root, file } = fixPath(first?.file ?? '');
  // A name that needs quotes and braces changes more of a query than its letters.
  const isPlain = own.every(({ to }) => PLAIN_NAME.test(to));
  const diff = isPlain ? unifiedDiff(file, before, after) : '';
  if (diff === '') return { kind: 'manual', text };
  return { kind: 'patch', text, root, file, diff, command: `patch -p1 < fix.diff` };
}

const PLAIN_NAME = /^[A-Za-z_:][\w:]*$/;

/** Replaces whole names only: `a_b` is not part of `a_b_total`. */
export function renamed(expression: string, from: string, to: string): string {
  const escaped = escapeRegExp(from);
  return expression.replaceAll(new RegExp(`(?<![\\w:.])${escaped}(?![\\w:.])`, 'g'), to);
}
