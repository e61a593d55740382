import { readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { applyPatch } from 'diff';
import { writeAtomically } from '../../shared/files/atomic.ts';
import type { Fix } from '../../prove/index.ts';
import { errorCode } from '../../shared/text/error-code.ts';
import { UsageError } from '../usage-error.ts';

/**
 * Applies the diff of a fix to its file, completely or not at all. The mode of the file stays, and a symbolic link stays one.
 *
 * @returns the path that was written
 * @throws {UsageError} where the file has changed since it was read, or cannot be written
 */
export async function applyFix(fix: Fix): Promise<string> {
  if (fix.diff === undefined || fix.file === undefined || fix.root === undefined) {
    throw new UsageError(`this fix has no diff: ${fix.text}`);
  }
  try {
    const path = realpathSync(join(fix.root, fix.file));
    const before = readFileSync(path);
    const text = before.toString('utf8');
    if (!Buffer.from(text).equals(before)) {
      throw new UsageError(`${path} is not UTF-8, so it was not changed; apply the printed diff by hand`);
    }
    const changed = applyPatch(text, fix.diff, { autoConvertLineEndings: false });
    if (changed === false) throw new UsageError(`${path} has changed since it was read; check again`);
    await writeAtomically(path, Buffer.from(changed), path);
    return path;
  } catch (error) {
    const code = errorCode(error);
    if (error instanceof UsageError || code === undefined) throw error;
    throw new UsageError(
      `${fix.file} cannot be written (${code}), and was not changed; make it and its folder writable, or apply the printed diff by hand`,
    );
  }
}

/** Asks on the terminal. */
export async function confirm(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(?:es)?$/i.test((await terminal.question(`${question} [y/N] `)).trim());
  } finally {
    terminal.close();
  }
}
