import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { ProgramSpec } from './spec.ts';

/** The environment, and the machine that binaries are for. */
export interface Machine {
  readonly env: NodeJS.ProcessEnv;
  readonly home: string;
  readonly platform: string;
  readonly arch: string;
}

export function thisMachine(): Machine {
  return { env: process.env, home: homedir(), platform: process.platform, arch: process.arch };
}

export interface CachePlace {
  /** Contains the finished binary; it appears in one step. */
  readonly folder: string;
  readonly binary: string;
  readonly lock: string;
}

/** `$THROUGHLINE_CACHE`, or `throughline` in the XDG cache folder: never in a checkout. */
export function cacheRoot({ env, home }: Machine): string {
  if (env['THROUGHLINE_CACHE']) return resolve(env['THROUGHLINE_CACHE']);
  return join(env['XDG_CACHE_HOME'] || join(home, '.cache'), 'throughline');
}

/** The folder of a server's build, by family, version and machine. */
export function cachePlace(spec: ProgramSpec, machine: Machine): CachePlace {
  const { platform, arch } = machine;
  const folder = join(cacheRoot(machine), 'servers', `${spec.family}-${spec.version}-${platform}-${arch}`);
  return { folder, binary: join(folder, spec.binary), lock: `${folder}.lock` };
}
