import { join } from 'node:path';
import type { z } from 'zod';
import type { Clock, Log } from '../context.ts';
import { openLevel } from './open-level.ts';
import { LevelTable, type Table } from './table.ts';
import { type WriteFailure, Writer } from './writer.ts';

/** State that outlives the process: one LevelDB in the folder `store` of the state folder. */
export class StateStore {
  readonly #writer: Writer;
  readonly #log: Log;

  private constructor(writer: Writer, log: Log) {
    this.#writer = writer;
    this.#log = log;
  }

  /**
   * @param fsync whether each write is forced to the disk
   * @throws {StoreError} where another gateway uses the folder, or it cannot be used
   */
  static async open(
    stateDir: string,
    log: Log,
    clock: Pick<Clock, 'now'>,
    fsync: () => boolean = () => false,
  ): Promise<StateStore> {
    const folder = join(stateDir, 'store');
    return new StateStore(
      new Writer(await openLevel(folder, log, clock), { folder, log, clock, fsync }),
      log,
    );
  }

  /** @param name names the table and its content */
  table<T>(name: string, schema: z.ZodType<T>): Table<T> {
    return new LevelTable(this.#writer, name, schema, this.#log);
  }

  /** Undefined while the store can be written. */
  get failure(): WriteFailure | undefined {
    return this.#writer.failure;
  }

  /**
   * Resolves when the changes so far, of all tables, are on disk; those of one turn are there together or not at all.
   *
   * @throws {UnwritableError} where they cannot be written now; they are kept, and written when that is possible again
   */
  written(): Promise<void> {
    return this.#writer.written();
  }

  /**
   * Resolves when the changes so far are on disk, however long the store cannot be written.
   *
   * @returns false where the signal is aborted or the store is closed first; the changes may be written nevertheless
   */
  settled(signal: AbortSignal): Promise<boolean> {
    return this.#writer.settled(signal);
  }

  /** Writes what is not yet written, and releases the folder. */
  async close(): Promise<void> {
    await this.#writer.close();
  }
}
