import type { z } from 'zod';
import { errorText } from '../../../shared/text/error-text.ts';
import type { Log } from '../context.ts';
import type { Level } from './open-level.ts';

/** One kind of entry in the store. */
export interface Table<T> {
  /** All readable entries. An unreadable entry is logged and stays where it is. */
  all(): Promise<ReadonlyMap<string, T>>;
  get(key: string): Promise<T | undefined>;
  /** Readable at once, written soon after; the newest value of a key counts. */
  put(key: string, value: T): void;
  remove(key: string): void;
  /** Resolves when all changes are written. */
  written(): Promise<void>;
}

/**
 * A table that writes behind: changes during a write go together into the next one, so that a state that changes often
 * costs one write. The process may be killed at any time: what is written is whole.
 */
export class LevelTable<T> implements Table<T> {
  readonly #name: string;
  readonly #schema: z.ZodType<T>;
  readonly #log: Log;
  readonly #entries;
  #changes = new Map<string, T | undefined>();
  #underWay: ReadonlyMap<string, T | undefined> = new Map();
  #writing: Promise<void> | undefined;
  #failing = false;

  constructor(level: Level, name: string, schema: z.ZodType<T>, log: Log) {
    this.#name = name;
    this.#schema = schema;
    this.#log = log;
    this.#entries = level.sublevel<string, unknown>(name, { valueEncoding: 'json' });
  }

  async all(): Promise<ReadonlyMap<string, T>> {
    const found = new Map<string, T>();
    for await (const [key, value] of this.#entries.iterator()) {
      const entry = this.#read(key, value);
      if (entry !== undefined) found.set(key, entry);
    }
    return found;
  }

  async get(key: string): Promise<T | undefined> {
    for (const unwritten of [this.#changes, this.#underWay]) {
      if (unwritten.has(key)) return unwritten.get(key);
    }
    const value = await this.#entries.get(key);
    return value === undefined ? undefined : this.#read(key, value);
  }

  put(key: string, value: T): void {
    this.#change(key, value);
  }

  remove(key: string): void {
    this.#change(key, undefined);
  }

  async written(): Promise<void> {
    await this.#writing;
  }

  #change(key: string, value: T | undefined): void {
    this.#changes.set(key, value);
    this.#writing ??= this.#write();
  }

  async #write(): Promise<void> {
    // After the events of this turn, which may change the same entry more than once.
    await Promise.resolve();
    while (this.#changes.size > 0) {
      const changes = this.#changes;
      this.#underWay = changes;
      this.#changes = new Map();
      try {
        await this.#entries.batch(
          [...changes].map(([key, value]) =>
            value === undefined ? { type: 'del', key } : { type: 'put', key, value },
          ),
        );
        this.#failing = false;
      } catch (error) {
        // Kept for the next write, unless there is a newer value.
        this.#changes = new Map([...changes, ...this.#changes]);
        this.#tellOfFailure(error);
        break;
      }
    }
    this.#underWay = new Map();
    this.#writing = undefined;
  }

  #tellOfFailure(error: unknown): void {
    if (this.#failing) return;
    this.#failing = true;
    this.#log.error(
      `${this.#name} cannot be written to the state folder: ${errorText(error)}; free disk space or correct its permissions: until then a restart loses new data`,
    );
  }

  #read(key: string, value: unknown): T | undefined {
    const read = this.#schema.safeParse(value);
    if (read.success) return read.data;
    this.#log.error(
      { key },
      `the entry "${key}" of ${this.#name} is not of this version, and is left out; it stays in the store`,
    );
    return undefined;
  }
}
