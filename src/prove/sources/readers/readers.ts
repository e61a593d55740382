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
  /** Files of a folder that cannot be read, such as templates, and why. */
  readonly unread: readonly string[];
}

/**
 * Reads Grafana dashboards (JSON) and rule files (of Prometheus, or PrometheusRule objects): files, or folders of them.
 *
 * @throws {SourceFileError} if one of the paths cannot be read, or is a file that is not valid
 */
export function readReaders(paths: readonly string[]): Readers {
  const files = new Map<string, string>();
  const queries: ReaderQuery[] = [];
  const dashboards: Dashboard[] = [];
  const others: string[] = [];
  const unread: string[] = [];
  for (const path of paths) {
    for (const file of filesIn(path)) {
      try {
        const text = readTextFile(file);
        const found = readReaderFile(file, text);
        files.set(file, text);
        if (found === undefined) others.push(file);
        queries.push(...(found?.queries ?? []));
        dashboards.push(...(found?.dashboards ?? []));
      } catch (error) {
        if (file === path || !(error instanceof SourceFileError)) throw error;
        unread.push(error.message);
      }
    }
  }
  return { queries, dashboards, files, others, unread };
}

function filesIn(path: string): string[] {
  try {
    if (!statSync(path).isDirectory()) return [path];
    return readdirSync(path, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(?:json|ya?ml)$/.test(name))
      .toSorted()
      .map((name) => join(path, name));
  } catch (error) {
    const code = errorCode(error) ?? '';
    throw new SourceFileError(`cannot read ${path}: ${code === 'ENOENT' ? 'there is no such file' : code}`);
  }
}
