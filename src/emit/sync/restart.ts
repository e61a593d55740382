import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Socket } from 'node:net';
import { errorCode } from '../../shared/text/error-code.ts';
import { errorText } from '../../shared/text/error-text.ts';
import type { CommandWords } from '../../shared/text/command-words.ts';
import { maskSecrets } from '../../shared/text/secrets.ts';

/** The result of a command that restarts the gateway. */
export interface Restart {
  /** Unix milliseconds, when the command had ended. */
  readonly at: number;
  /** Whether it exited with 0. */
  readonly ok: boolean;
  /** The command, its exit code and the end of its output, credentials masked. */
  readonly message: string;
}

const LONGEST_OUTPUT = 500;
/** More is kept than shown: a credential is masked whole, and cut afterwards. */
const KEPT_OUTPUT = 8_000;

/** Runs the command without a shell, and ends it with its children after `limitMs`. Never throws. */
export async function runRestart([command, ...args]: CommandWords, limitMs: number): Promise<Restart> {
  // A separate process group, so that its children end with it.
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-KEPT_OUTPUT);
    });
  }
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    killGroup(child.pid);
  }, limitMs);
  const end = await (once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>).then(
    ([code, signal]) => code ?? `ended by ${signal}`,
    (error: unknown) => (errorCode(error) === 'ENOENT' ? 'there is no such command' : errorText(error)),
  );
  clearTimeout(timer);
  // What the command left running may hold its output open: it is read on, but must not keep this process alive.
  for (const stream of [child.stdout, child.stderr]) if (stream instanceof Socket) stream.unref();
  const result = isLate
    ? `not ended after ${limitMs / 1_000} s, and stopped`
    : typeof end === 'number'
      ? `exit code ${end}`
      : end;
  const said = maskSecrets(output.trim())
    .replaceAll(/\s*\n\s*/g, ' | ')
    .slice(-LONGEST_OUTPUT);
  const line = maskSecrets([command, ...args].join(' '));
  return { at: Date.now(), ok: end === 0, message: `${line}: ${result}${said && `; output: ${said}`}` };
}

function killGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}
