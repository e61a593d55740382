type Level<T> = Map<string, Level<T> | T>;
type Values = [string] | [string, string] | [string, string, string];

/**
 * Finds what an event moves by its attribute values, one Map a value: nothing is built, sorted or hashed on the
 * way. `V` is the tuple of values that is looked up.
 */
export class RowIndex<V extends Values, T extends object> {
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

  find(...values: V): T;
  // Spelt out: as a rest parameter the values would be an array made for each event.
  find(first: string, second?: string, third?: string): T {
    let node = this.#root.get(first);
    if (second !== undefined) node = (node as Level<T> | undefined)?.get(second);
    if (third !== undefined) node = (node as Level<T> | undefined)?.get(third);
    if (node !== undefined) return node as T;
    return this.#add([first, second, third].filter((value) => value !== undefined) as V);
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
