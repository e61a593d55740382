import { isDeepStrictEqual } from 'node:util';
import { isRecord } from '../../../shared/text/is-record.ts';

/** Paths, joined by dots, of the settings in which two configurations differ; a list counts as one setting. */
export function changedPaths(before: unknown, after: unknown, path = ''): string[] {
  if (isDeepStrictEqual(before, after)) return [];
  if (!isRecord(before) || !isRecord(after)) return [path];
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].flatMap((key) =>
    changedPaths(before[key], after[key], path === '' ? key : `${path}.${key}`),
  );
}
