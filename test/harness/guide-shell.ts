import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ENTRY } from './throughline.ts';

const run = promisify(execFile);

export interface Printed {
  readonly stdout: string;
  /** Warnings of the API server too. */
  readonly stderr: string;
}

/** The commands of a page, a text for each block, without the indentation of a list. */
export function commandBlocks(markdown: string): string[] {
  return [...markdown.matchAll(/^( *)```sh\n([\s\S]*?)^ *```/gm)].map(([, indent = '', text = '']) =>
    text.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
  );
}

/**
 * Runs commands as a guide writes them.
 *
 * @throws with what they print on stderr
 */
export function inGuideShell(
  text: string,
  { cwd, env }: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): Promise<Printed> {
  // In a checkout npx runs its own command; where tests run commands there is only a copy of `deploy/`.
  const script = `npx() { "$@"; }; throughline() { '${process.execPath}' '${ENTRY}' "$@"; }\n${text}`;
  return run('bash', ['-euc', script], { cwd, env, maxBuffer: 1 << 26 });
}
