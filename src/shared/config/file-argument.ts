import { existsSync } from 'node:fs';

/** A file, and the part of it that is meant: an entry of a ConfigMap, or an object of a manifest. */
export interface FileArgument {
  readonly path: string;
  readonly key?: string;
}

/** Parses `FILE` or `FILE#KEY`, split at the last `#`. A file whose own name has a `#` is one path. */
export function parseFileArgument(
  written: string,
  exists: (path: string) => boolean = existsSync,
): FileArgument {
  const hash = written.lastIndexOf('#');
  if (hash <= 0 || exists(written)) return { path: written };
  return { path: written.slice(0, hash), key: written.slice(hash + 1) };
}
