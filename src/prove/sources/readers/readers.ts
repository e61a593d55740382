import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from '../../../shared/text/error-code.ts';
import { readTextFile, SourceFileError } from '../config-file.ts';
import type { Dashboard } from './dashboard.ts';
import type { ReaderQuery } from './query.ts';
import { readReaderFile } from './reader-file.ts';

/** Dashboards and rule files. */
export interface Readers {
  readonly queries: readonly ReaderQuery[];
  readonly dashboards: readonly Dashboard[];
  /** Text by file, for fixes. */
  readonly files: ReadonlyMap<string, string>;
  /** Files that contain neither a dashboard nor rules. */
  readonly others: readonly string[];
  /** Files of a folder, and parts of files, that cannot be read, and why. */
  readonly unread: readonly string[];
}

const READ = /\.(?:json|ya?ml|rules)$/;
const MOST_NAMED = 10;
/** Files that a tool makes dashboards and rules of. */
const SOURCE_OF_READ = /\.(?:jsonnet|libsonnet|(?:json|ya?ml|rules)\.(?:tpl|tmpl|gotmpl|j2|erb))$/;

/**
 * Reads dashboards and rules: files, or folders of them.
 *
 * @throws {SourceFileError} if one of the paths cannot be read, or is a file that is not valid
 */
export function readReaders(paths: readonly string[]): Readers {
  const files = new Map<string, string>();
  const queries: ReaderQuery[] = [];
  const dashboards: Dashboard[] = [];
  const others: string[] = [];
  const unread: string[] = [];
  const unrendered: string[] = [];
  for (const path of paths) {
    for (const file of filesIn(path)) {
      if (SOURCE_OF_READ.test(file)) {
        unrendered.push(file);
        continue;
      }
      try {
        const text = readTextFile(file);
        const found = readReaderFile(file, text);
        files.set(file, text);
        if (found === undefined) others.push(file);
        queries.push(...(found?.queries ?? []));
        unread.push(...(found?.problems ?? []));
        dashboards.push(...(found?.dashboards ?? []));
      } catch (error) {
        if (file === path || !(error instanceof SourceFileError)) throw error;
        unread.push(error.message);
      }
    }
  }
  if (unrendered.length > 0) unread.push(`to be rendered first: ${listed(unrendered)}`);
  return { queries, dashboards, files, others, unread };
}

function listed(files: readonly string[]): string {
  const rest = files.length > MOST_NAMED ? `, and ${files.length - MOST_NAMED} more` : '';
  return `${files.slice(0, MOST_NAMED).join(', ')}${rest}`;
}

function filesIn(path: string): string[] {
  try {
    if (!statSync(path).isDirectory()) return [path];
    return readdirSync(path, { recursive: true, encoding: 'utf8' })
      .filter((name) => READ.test(name) || SOURCE_OF_READ.test(name))
      .toSorted()
      .map((name) => join(path, name));
  } catch (error) {
    const code = errorCode(error) ?? '';
    throw new SourceFileError(`cannot read ${path}: ${code === 'ENOENT' ? 'there is no such file' : code}`);
  }
}
