import { basename, dirname, parse, relative, resolve } from 'node:path';

/** Root and relative path of a file: the working directory where the file is below it, else the file's folder. */
export interface FixPath {
  readonly root: string;
  readonly file: string;
}

/** The path of a file that a diff changes, as `patch -p1` finds it from the working directory. */
export function fixPath(path: string): FixPath {
  const absolute = resolve(path);
  const here = process.cwd();
  const fromHere = relative(here, absolute);
  const below = fromHere !== '' && !fromHere.startsWith('..') && resolve(fromHere) === absolute;
  return below ? { root: here, file: fromHere.replaceAll('\\', '/') } : inFolder(absolute);
}

/**
 * The same for a configuration. A pod runs in the root of the file system, which is no project: its diff is for the file that is
 * mounted, wherever that comes from.
 */
export function configFixPath(path: string): FixPath {
  const here = process.cwd();
  return here === parse(here).root ? inFolder(resolve(path)) : fixPath(path);
}

function inFolder(absolute: string): FixPath {
  return { root: dirname(absolute), file: basename(absolute) };
}
