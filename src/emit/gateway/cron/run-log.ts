import { appendFile, mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from '../../../shared/text/error-code.ts';
import { errorText } from '../../../shared/text/error-text.ts';
import type { Log } from '../context.ts';

const MAX_BYTES = 2_000_000;
const MAX_LINES = 2_000;
/** Share that is kept by pruning, so that a full log is not rewritten at each line. */
const KEPT = 0.75;

/** The results of jobs: one file of JSON lines for each job, the newest last. */
export class RunLog {
  readonly #folder: string;
  readonly #log: Log;
  /** Number of lines of each file that was written to. */
  readonly #lines = new Map<string, number>();
  #writing: Promise<void> = Promise.resolve();

  constructor(stateDir: string, log: Log) {
    this.#folder = join(stateDir, 'cron', 'runs');
    this.#log = log;
  }

  /** Resolves when it is written, or when the log says that it cannot be. */
  append(jobId: string, entry: object): Promise<void> {
    this.#writing = this.#writing.then(() => this.#append(jobId, entry));
    return this.#writing;
  }

  async #append(jobId: string, entry: object): Promise<void> {
    const file = join(this.#folder, `${jobId}.jsonl`);
    try {
      const before = this.#lines.get(file) ?? (await this.#begin(file));
      await appendFile(file, `${JSON.stringify(entry)}\n`, { mode: 0o600 });
      this.#lines.set(file, before + 1);
      if (before + 1 > MAX_LINES || (await stat(file)).size > MAX_BYTES) await this.#prune(file);
    } catch (error) {
      this.#log.error(
        { jobId },
        `the run log ${file} cannot be written: ${errorText(error)}; free disk space or correct its permissions`,
      );
    }
  }

  /** @returns the number of lines in the file. Ends a line that a killed process left half written. */
  async #begin(file: string): Promise<number> {
    await mkdir(this.#folder, { recursive: true });
    const text = await readFile(file, 'utf8').catch((error: unknown) => {
      if (errorCode(error) === 'ENOENT') return '';
      throw error;
    });
    const torn = text !== '' && !text.endsWith('\n');
    if (torn) await appendFile(file, '\n');
    return text.split('\n').length - (torn ? 0 : 1);
  }

  async #prune(file: string): Promise<void> {
    const lines = (await readFile(file, 'utf8'))
      .trimEnd()
      .split('\n')
      .slice(-MAX_LINES * KEPT);
    let bytes = 0;
    const kept: string[] = [];
    for (const line of lines.toReversed()) {
      bytes += Buffer.byteLength(line) + 1;
      if (bytes > MAX_BYTES * KEPT) break;
      kept.unshift(line);
    }
    // Renamed into place: a process that is killed before leaves the whole old log.
    await writeFile(`${file}.new`, kept.map((line) => `${line}\n`).join(''), { mode: 0o600 });
    await rename(`${file}.new`, file);
    this.#lines.set(file, kept.length);
  }
}
