type Level<T> = Map<string, Level<T> | T>;

/**
 * Finds what an event moves by its attribute values, one Map a value: nothing is built, sorted or hashed on the
 * way. `V` is the tuple of values that is looked up.
 */
export class RowIndex<V extends readonly [string, ...string[]], T extends object> {
  readonly #root: Level<T> = new Map();
  readonly #create: (values: V | null) => T;
  readonly #limit: number;
  #size = 0;
  #overflow: T | null = null;

  /**
   * @param create makes what belongs to the values; null asks for the overflow rows
   * @param limit attribute sets that are remembered; the index itself must not grow for ever either
   */
  constructor(create: (values: V | null) => T, limit: number) {
    this.#create = create;
    this.#limit = limit;
  }

  find(...values: V): T {
    let node: Level<T> | T | undefined = this.#root;
    for (let depth = 0; depth < values.length; depth += 1) {
      node = (node as Level<T>).get(values[depth] as string);
      if (node === undefined) return this.#add(values);
    }
    return node as T;
  }

  #add(values: V): T {
    if (this.#size >= this.#limit) return (this.#overflow ??= this.#create(null));
    let level = this.#root;
    for (const value of values.slice(0, -1)) {
      let next = level.get(value) as Level<T> | undefined;
      if (next === undefined) level.set(value, (next = new Map()));
      level = next;
    }
    const made = this.#create(values);
    level.set(values.at(-1) as string, made);
    this.#size += 1;
    return made;
  }
}
