import type { z } from 'zod';
import type { Log } from '../context.ts';
import type { Writer } from './writer.ts';

/** One kind of entry in the store. */
export interface Table<T> {
  /** All readable entries. An unreadable entry is logged and stays where it is. */
  all(): Promise<ReadonlyMap<string, T>>;
  /**
   * @param patienceMs longest wait while the store is opened again; without it, as long as that takes
   * @throws {UnwritableError} where it is not open until then
   */
  get(key: string, patienceMs?: number): Promise<T | undefined>;
  /** Readable at once, written soon after; the newest value of a key counts. */
  put(key: string, value: T): void;
  remove(key: string): void;
}

/** A table that writes behind. The process may be killed at any time: what is written is whole. */
export class LevelTable<T> implements Table<T> {
  readonly #name: string;
  readonly #schema: z.ZodType<T>;
  readonly #log: Log;
  readonly #writer: Writer;
  /** Keys of a LevelDB sublevel of this name. */
  readonly #prefix: string;

  constructor(writer: Writer, name: string, schema: z.ZodType<T>, log: Log) {
    this.#writer = writer;
    this.#name = name;
    this.#schema = schema;
    this.#log = log;
    this.#prefix = `!${name}!`;
  }

  async all(): Promise<ReadonlyMap<string, T>> {
    const found = new Map<string, T>();
    // '"' follows '!'.
    const range = { gte: this.#prefix, lt: `!${this.#name}"` };
    for (const [path, value] of await this.#writer.read((level) => level.iterator(range).all())) {
      const key = path.slice(this.#prefix.length);
      const entry = this.#read(key, value);
      if (entry !== undefined) found.set(key, entry);
    }
    return found;
  }

  async get(key: string, patienceMs?: number): Promise<T | undefined> {
    const path = this.#prefix + key;
    const unwritten = this.#writer.unwritten(path);
    if (unwritten) return unwritten.value as T | undefined;
    const value = await this.#writer.read((level) => level.get(path), patienceMs);
    return value === undefined ? undefined : this.#read(key, value);
  }

  put(key: string, value: T): void {
    this.#writer.change(this.#prefix + key, value);
  }

  remove(key: string): void {
    this.#writer.change(this.#prefix + key, undefined);
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
