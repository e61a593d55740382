import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { errorCode } from '../../src/shared/text/error-code.ts';
import type { NameInput } from './names-input.ts';

/** The Go reference in a separate process, so that both take turns on the same machine. */
export interface GoReference {
  /** Nanoseconds that naming all inputs took. */
  round(): Promise<number>;
  stop(): void;
}

/** Undefined where Go is not installed. */
export function startGoReference(source: string, inputs: readonly NameInput[]): GoReference | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-bench-'));
  const binary = join(folder, 'reference');
  try {
    execFileSync('go', ['build', '-o', binary, '.'], { cwd: source, stdio: ['ignore', 'ignore', 'inherit'] });
  } catch (error) {
    rmSync(folder, { recursive: true });
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
  const child = spawn(binary, { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.write(inputs.map((input) => `${lineOf(input)}\n`).join(''));
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async round() {
      child.stdin.write('round\n');
      const answer = await answers.next();
      return Number(answer.value);
    },
    stop() {
      child.stdin.end();
      rmSync(folder, { recursive: true });
    },
  };
}

function lineOf({ kind, unit, name, keys }: NameInput): string {
  return [kind, unit, name, ...keys].join('\t');
}
