import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, statSync, truncateSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { errorCode } from '../../src/shared/text/error-code.ts';
import { errorText } from '../../src/shared/text/error-text.ts';

/** A small file system, which can be filled, emptied and made read-only. */
export class SmallDisk {
  readonly folder = mkdtempSync(join(tmpdir(), 'small-disk-'));
  readonly #ballast = join(this.folder, 'ballast');

  /** @throws where this machine does not let it be mounted */
  constructor(kib: number) {
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${kib}k`, 'tmpfs', this.folder], { stdio: 'pipe' });
    } catch (error) {
      rmSync(this.folder, { recursive: true });
      throw error;
    }
  }

  /** Until not one more page fits. */
  fill(): void {
    const file = openSync(this.#ballast, 'a');
    const page = Buffer.alloc(4_096, 1);
    try {
      for (;;) writeSync(file, page);
    } catch (error) {
      if (errorCode(error) !== 'ENOSPC') throw error;
    } finally {
      closeSync(file);
    }
  }

  /** @param bytes of a full disk; all by default */
  free(bytes = Infinity): void {
    if (bytes === Infinity) rmSync(this.#ballast, { force: true });
    else truncateSync(this.#ballast, statSync(this.#ballast).size - bytes);
  }

  /** Only while nothing is open for writing on it. */
  remount(mode: 'ro' | 'rw'): void {
    execFileSync('mount', ['-o', `remount,${mode}`, this.folder]);
  }

  dispose(): void {
    execFileSync('umount', ['--lazy', this.folder]);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/**
 * Why this machine has no small disk for tests; undefined where it has one.
 *
 * @throws with `CI=true`, where it is required
 */
export function whyNoSmallDisk(title: string): string | undefined {
  try {
    new SmallDisk(64).dispose();
    return undefined;
  } catch (error) {
    const why = `it needs root on Linux, to mount a small file system (${errorText(error)})`;
    if (process.env['CI'] === 'true') throw new Error(`${title}: ${why}`, { cause: error });
    process.stderr.write(`SKIPPED: ${title}: ${why}\n`);
    return why;
  }
}
