type Level<T> = Map<string, Level<T> | T>;
type Values = [string] | [string, string] | [string, string, string];

/**
 * Finds the rows of an event by its attribute values, one Map a value, without building, sorting or hashing anything.
 * `V` is the tuple of values that is looked up.
 */
export class RowIndex<V extends Values, T extends object> {
  readonly #root: Level<T> = new Map();
  readonly #create: (values: V | null) => T;
  readonly #limit: number;
  #size = 0;
  #overflow: T | null = null;

  /**
   * @param create creates the rows for the values; null means the overflow rows
   * @param limit attribute sets in the index, which must not grow without limit
   */
  constructor(create: (values: V | null) => T, limit: number) {
    this.#create = create;
    this.#limit = limit;
  }

  find(...values: V): T;
  // Not a rest parameter, which would allocate an array for each event.
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
