import { basename, dirname, relative, resolve } from 'node:path';

/** Root and relative path of a file: the working directory where the file is below it, else the file's folder. */
export function fixPath(path: string): { root: string; file: string } {
  const absolute = resolve(path);
  const fromHere = relative(process.cwd(), absolute);
  const below = fromHere !== '' && !fromHere.startsWith('..') && resolve(fromHere) === absolute;
  return below
    ? { root: process.cwd(), file: fromHere.replaceAll('\\', '/') }
    : { root: dirname(absolute), file: basename(absolute) };
}
