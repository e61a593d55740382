import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import type { Report } from '../../../src/prove/index.ts';

/** Applies each patch that the report prints, as its command says: `git apply` in its root. */
export async function applyPatches(
  folder: string,
  report: Report,
): Promise<{ count: number; problem: string | undefined }> {
  const fixes = [report.rootCause?.fix, ...report.checks.map(({ fix }) => fix)];
  const patches = new Map<string, string>();
  for (const fix of fixes) if (fix?.diff !== undefined) patches.set(fix.diff, fix.root ?? '.');
  for (const [diff, root] of patches) {
    const { status, stderr } = spawnSync('git', ['apply', '-'], {
      cwd: resolve(folder, root),
      input: diff,
      encoding: 'utf8',
    });
    if (status !== 0) return { count: patches.size, problem: `git apply: ${stderr.trim()}` };
  }
  return { count: patches.size, problem: undefined };
}
