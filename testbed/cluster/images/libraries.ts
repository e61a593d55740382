import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { tmpdir } from 'node:os';
import { run } from '../../servers/run.ts';
import { mkdtemp, rm } from 'node:fs/promises';
import { ImageError } from './error.ts';

/** Loaded by name when a host is resolved, so that no binary lists them. */
const LOADED_BY_GLIBC = ['libnss_dns.so.2', 'libnss_files.so.2', 'libresolv.so.2'];

/**
 * The shared libraries of binaries, by the paths at which they are loaded; none for static ones.
 * @throws ImageError if a library is missing
 */
export async function librariesOf(binaries: readonly string[]): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'throughline-ldd-'));
  try {
    const printed = await Promise.all(
      binaries.map((binary) => run('ldd', [binary], { cwd: folder, env: { ...process.env, LC_ALL: 'C' } })),
    );
    const libraries = new Set(printed.flatMap(({ stdout }, index) => paths(stdout, binaries[index] ?? '')));
    const libc = [...libraries].find((path) => path.endsWith('/libc.so.6'));
    if (libc !== undefined) {
      for (const name of LOADED_BY_GLIBC) {
        const path = join(dirname(libc), name);
        if (existsSync(path)) libraries.add(path);
      }
    }
    return [...libraries].toSorted();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The paths in what `ldd` prints: `libc.so.6 => /lib/libc.so.6 (0x…)`, and `/lib64/ld-linux-x86-64.so.2 (0x…)`. */
export function paths(printed: string, binary: string): string[] {
  return printed.split('\n').flatMap((line) => {
    if (line.includes('=> not found'))
      throw new ImageError(`${binary} needs ${line.trim().split(' ')[0]}, which is not on this machine`);
    const path = /^\s(?:\S+ => )?(\/\S+) \(0x/.exec(line)?.[1];
    return path === undefined ? [] : [path];
  });
}
