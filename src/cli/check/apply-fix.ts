import { readFileSync, realpathSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { applyPatch } from 'diff';
import type { Fix } from '../../verify/index.ts';
import { UsageError } from '../usage-error.ts';

/** Writes a fix's diff to its file, whole or not at all. @throws {UsageError} where the file has changed since */
export function applyFix(fix: Fix): string {
  if (fix.diff === undefined || fix.file === undefined || fix.root === undefined) {
    throw new UsageError(`this fix is for a person: ${fix.text}`);
  }
  // A link stays a link: what it points to is written.
  const path = realpathSync(join(fix.root, fix.file));
  const changed = applyPatch(readFileSync(path, 'utf8'), fix.diff);
  if (changed === false) throw new UsageError(`${path} has changed since it was read; check again`);
  const temporary = join(dirname(path), `.${process.pid}.throughline-fix`);
  writeFileSync(temporary, changed, { mode: statSync(path).mode });
  renameSync(temporary, path);
  return path;
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
