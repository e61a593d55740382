import { basename, dirname, parse, relative, resolve } from 'node:path';

/**
 * Root and relative path of a file: the working directory where the file is below it, else the file's folder. The root of the
 * file system is no project: a pod runs there, and its diff is for the file that is mounted, wherever that comes from.
 */
export function fixPath(path: string): { root: string; file: string } {
  const absolute = resolve(path);
  const here = process.cwd();
  const fromHere = relative(here, absolute);
  const below =
    here !== parse(here).root &&
    fromHere !== '' &&
    !fromHere.startsWith('..') &&
    resolve(fromHere) === absolute;
  return below
    ? { root: here, file: fromHere.replaceAll('\\', '/') }
    : { root: dirname(absolute), file: basename(absolute) };
}
