import { join } from 'node:path';
import type { z } from 'zod';
import type { Clock, Log } from '../context.ts';
import { type Level, openLevel } from './open-level.ts';
import { LevelTable, type Table } from './table.ts';

/** State that outlives the process: one LevelDB in the folder `store` of the state folder. */
export class StateStore {
  readonly #level: Level;
  readonly #log: Log;
  readonly #tables: Table<unknown>[] = [];

  private constructor(level: Level, log: Log) {
    this.#level = level;
    this.#log = log;
  }

  /** @throws {StoreError} where another gateway uses the folder, or it cannot be used */
  static async open(stateDir: string, log: Log, clock: Pick<Clock, 'now'>): Promise<StateStore> {
    return new StateStore(await openLevel(join(stateDir, 'store'), log, clock), log);
  }

  /** @param name names the table and its content */
  table<T>(name: string, schema: z.ZodType<T>): Table<T> {
    const table = new LevelTable(this.#level, name, schema, this.#log);
    this.#tables.push(table);
    return table;
  }

  /** Writes what is not yet written, and releases the folder. */
  async close(): Promise<void> {
    for (const table of this.#tables) await table.written();
    await this.#level.close();
  }
}
