import { createTwoFilesPatch } from 'diff';

/**
 * A unified diff that `patch -p1` applies from the folder that `path` is relative to; empty where the texts are
 * equal.
 *
 * @param path relative, with `/`
 * @param context unchanged lines around each change
 */
export function unifiedDiff(path: string, before: string, after: string, context = 3): string {
  if (before === after) return '';
  const patch = createTwoFilesPatch(`a/${path}`, `b/${path}`, before, after, undefined, undefined, {
    context,
  });
  // The library begins each patch with a line of `=`, which is not part of the format.
  return patch.replace(/^=+\n/, '');
}
