import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { ENTRY } from './throughline.ts';

/** The built `throughline check --watch` as a process. */
export class WatchProcess {
  readonly stdout: string[] = [];
  readonly stderr: string[] = [];
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown[]>;

  constructor(
    args: readonly string[],
    options: { readonly cwd: string; readonly env?: Record<string, string> },
  ) {
    const env = { ...process.env, NO_COLOR: '1', ...options.env };
    const stdio: ['ignore', 'pipe', 'pipe'] = ['ignore', 'pipe', 'pipe'];
    const child = spawn(process.execPath, [ENTRY, 'check', ...args], { cwd: options.cwd, env, stdio });
    this.#child = child;
    this.#ended = once(child, 'close');
    createInterface({ input: child.stdout }).on('line', (line) => this.stdout.push(line));
    createInterface({ input: child.stderr }).on('line', (line) => this.stderr.push(line));
  }

  /** The address of its health page; it needs `--listen`. */
  get url(): string {
    return /watch: (http:\S+)\/healthz/.exec(this.stderr.join('\n'))?.[1] ?? '';
  }

  /** Waits for an expected result, until the time-out of the test. */
  async until(come: () => boolean | Promise<boolean>): Promise<void> {
    while (!(await come())) {
      if (this.#child.exitCode !== null)
        throw new Error(`it has ended: ${[...this.stdout, ...this.stderr].join('\n')}`);
      await sleep(100);
    }
  }

  /** Sends a signal if it still runs. @returns the exit code, null if the signal ended it */
  async end(signal: NodeJS.Signals): Promise<number | null> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) this.#child.kill(signal);
    return (await this.#ended)[0] as number | null;
  }
}
