import { setMaxListeners } from 'node:events';
import { open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorCode } from '../../../shared/text/error-code.ts';
import type { Clock, Log } from '../context.ts';
import type { Level } from './open-level.ts';
import { adviceFor, reasonOf } from './system-error.ts';

/** Time between two tries to write again, in milliseconds. */
const RETRY_MS = 1_000;
/** Bytes that must fit besides LevelDB's log before the store is opened again. */
const PROBE_MARGIN = 65_536;
/** First pause of a read while the store is not open, in milliseconds; it doubles, up to `RETRY_MS`. */
const READ_PAUSE_MS = 20;

/** Why the store cannot be written, and since when in milliseconds since 1970. */
export interface WriteFailure {
  readonly reason: string;
  readonly sinceMs: number;
}

/** A change was not written, or an entry not read, because the store cannot be used now. */
export class UnwritableError extends Error {
  override readonly name = 'UnwritableError';
}

/** Changes by key; undefined removes. */
type Changes = ReadonlyMap<string, unknown>;

interface Deferred {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

export interface WriterOptions {
  readonly folder: string;
  readonly log: Log;
  readonly clock: Pick<Clock, 'now'>;
  /** Whether each write is forced to the disk. */
  readonly fsync: () => boolean;
}

/**
 * Writes changes of all tables behind: the changes of one turn of the event loop go into one write, which is there whole
 * or not at all, and changes during a write go together into the next one.
 *
 * After a failed write nothing more is written until the store was opened again. LevelDB would append to a torn record,
 * and lose at the next start all that follows it.
 */
export class Writer {
  readonly #level: Level;
  readonly #options: WriterOptions;
  readonly #stopped = new AbortController();
  #changes = new Map<string, unknown>();
  #underWay: Changes = new Map();
  #current: Deferred | undefined;
  #next: Deferred | undefined;
  #writing: Promise<void> | undefined;
  #failure: WriteFailure | undefined;
  #recovered: Deferred | undefined;

  constructor(level: Level, options: WriterOptions) {
    this.#level = level;
    this.#options = options;
    // One for each message that waits.
    setMaxListeners(0, this.#stopped.signal);
  }

  /** Undefined while the store can be written. */
  get failure(): WriteFailure | undefined {
    return this.#failure;
  }

  /** A change that is not yet written. */
  unwritten(key: string): { readonly value: unknown } | undefined {
    for (const changes of [this.#changes, this.#underWay]) {
      if (changes.has(key)) return { value: changes.get(key) };
    }
    return undefined;
  }

  /** Readable at once, written soon after; undefined removes the entry. */
  change(key: string, value: unknown): void {
    this.#changes.set(key, value);
    // `close` writes what changes after it was called.
    if (!this.#stopped.signal.aborted) this.#writing ??= this.#write();
  }

  /**
   * Resolves when all changes so far are written.
   *
   * @throws {UnwritableError} where they cannot be written now; they are kept, and written when that is possible again
   */
  written(): Promise<void> {
    if (this.#failure) return Promise.reject(new UnwritableError(this.#failure.reason));
    if (this.#changes.size > 0) return (this.#next ??= deferred()).promise;
    return this.#current?.promise ?? Promise.resolve();
  }

  /**
   * Resolves when all changes so far are written, however long that takes.
   *
   * @returns false where the signal is aborted or the store is closed first; the changes may be written nevertheless
   */
  async settled(signal: AbortSignal): Promise<boolean> {
    const ended = deferred();
    const signals = [signal, this.#stopped.signal];
    for (const each of signals) each.addEventListener('abort', ended.resolve, { once: true });
    const isOver = (): boolean => signals.some(({ aborted }) => aborted);
    try {
      while (!isOver()) {
        try {
          await Promise.race([this.written(), ended.promise]);
          return !isOver();
        } catch {
          await Promise.race([(this.#recovered ??= deferred()).promise, ended.promise]);
        }
      }
      return false;
    } finally {
      for (const each of signals) each.removeEventListener('abort', ended.resolve);
    }
  }

  /**
   * Waits out the time in which the store is opened again.
   *
   * @param patienceMs longest wait
   * @throws {UnwritableError} where it is not open until then, or until the end of the gateway
   */
  async read<T>(work: (level: Level) => Promise<T>, patienceMs = Infinity): Promise<T> {
    const { signal } = this.#stopped;
    let waitedMs = 0;
    for (let pauseMs = READ_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, RETRY_MS)) {
      try {
        return await work(this.#level);
      } catch (error) {
        if (errorCode(error) !== 'LEVEL_DATABASE_NOT_OPEN') throw error;
        if (waitedMs >= patienceMs || signal.aborted)
          throw new UnwritableError(this.#failure?.reason ?? reasonOf(error));
      }
      await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
      waitedMs += pauseMs;
    }
  }

  /** Writes what is not yet written, once more where the last write failed, and closes the store. */
  async close(): Promise<void> {
    this.#stopped.abort();
    await this.#writing;
    if (this.#changes.size > 0) {
      try {
        if (this.#failure) await this.#openAgain();
        await this.#batch(this.#changes);
      } catch (error) {
        this.#options.log.error(
          `${this.#changes.size} changes of sessions, messages and jobs could not be written at the end, and are lost: ${reasonOf(error)}`,
        );
      }
    }
    await this.#level.close();
  }

  async #write(): Promise<void> {
    // After the events of this turn, which belong into the same write.
    await Promise.resolve();
    while (this.#changes.size > 0) {
      this.#underWay = this.#changes;
      this.#changes = new Map();
      // Also where nobody waits yet: `written` may be called during the write.
      this.#current = this.#next ?? deferred();
      this.#next = undefined;
      try {
        await this.#batch(this.#underWay);
        this.#current.resolve();
      } catch (error) {
        // Kept for the next write, unless there is a newer value.
        this.#changes = new Map([...this.#underWay, ...this.#changes]);
        this.#fail(error);
        if (!(await this.#recover())) break;
      }
    }
    this.#underWay = new Map();
    this.#current = undefined;
    this.#writing = undefined;
  }

  async #batch(changes: Changes): Promise<void> {
    await this.#level.batch(
      [...changes].map(([key, value]) =>
        value === undefined ? { type: 'del', key } : { type: 'put', key, value },
      ),
      { sync: this.#options.fsync() },
    );
  }

  #fail(error: unknown): void {
    const { log, clock } = this.#options;
    const reason = reasonOf(error);
    const refusal = new UnwritableError(reason);
    this.#underWay = new Map();
    this.#failure = { reason, sinceMs: clock.now() };
    for (const waiting of [this.#current, this.#next]) waiting?.reject(refusal);
    this.#current = undefined;
    this.#next = undefined;
    log.error(
      { path: this.#options.folder },
      `the state folder cannot be written: ${reason}; ${adviceFor(error) ?? 'see to the disk'}. Until then webhooks are answered 503, accepted messages wait, and no job runs`,
    );
  }

  /** @returns false where the gateway stops first */
  async #recover(): Promise<boolean> {
    const { signal } = this.#stopped;
    const { log, clock, folder } = this.#options;
    for (;;) {
      await sleep(RETRY_MS, undefined, { signal, ref: false }).catch(() => undefined);
      if (signal.aborted) return false;
      try {
        await this.#openAgain();
        await this.#batch(this.#changes);
      } catch (error) {
        // The same fault reads otherwise by LevelDB and by Node: one text as long as it lasts.
        if (this.#failure && adviceFor(error) !== adviceFor(this.#failure.reason))
          this.#failure = { ...this.#failure, reason: reasonOf(error) };
        continue;
      }
      break;
    }
    const seconds = Math.round((clock.now() - (this.#failure?.sinceMs ?? 0)) / 1_000);
    this.#failure = undefined;
    log.info(
      { path: folder },
      `the state folder can be written again, after ${seconds} s; what waited is written`,
    );
    this.#recovered?.resolve();
    this.#recovered = undefined;
    return true;
  }

  async #openAgain(): Promise<void> {
    // Before it is closed: while the disk is full, the open store can still be read.
    await this.#probe();
    await this.#level.close();
    await this.#level.open();
  }

  /**
   * LevelDB makes a table of its log when it is opened. If that does not fit, the store is closed and cannot be read.
   *
   * @throws where the system does not let a file of that size be written
   */
  async #probe(): Promise<void> {
    const { folder } = this.#options;
    const logs = (await readdir(folder)).filter((name) => name.endsWith('.log'));
    const sizes = await Promise.all(logs.map(async (name) => (await stat(join(folder, name))).size));
    const bytes = sizes.reduce((sum, size) => sum + size, 0);
    const path = join(folder, 'probe');
    try {
      const file = await open(path, 'w', 0o600);
      try {
        // A table can be a little larger than the log: it has an index.
        await file.writeFile(Buffer.alloc(Math.ceil(bytes * 1.125) + PROBE_MARGIN));
        await file.sync();
      } finally {
        await file.close();
      }
    } finally {
      await rm(path, { force: true });
    }
  }
}

function deferred(): Deferred {
  let resolve: Deferred['resolve'] = () => undefined;
  let reject: Deferred['reject'] = () => undefined;
  const promise = new Promise<void>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  // Where nobody waits for it, the log has the reason.
  promise.catch(() => undefined);
  return { promise, resolve, reject };
}
