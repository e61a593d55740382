/**
 * What undoes the steps of a set-up. Each removal is registered before the step that it undoes, so that a set-up that fails
 * half-way leaves nothing.
 */
export class Removals {
  readonly #removals: (() => unknown)[] = [];
  #isOver = false;

  /** @throws if they have run already: a set-up that outlasts its hook must not begin another step */
  add(removal: () => unknown): void {
    if (this.#isOver) throw new Error('the set-up is undone already: it took longer than its hook may');
    this.#removals.push(removal);
  }

  /**
   * Runs all of them, the last one first, whether others fail or not.
   *
   * @throws {AggregateError} with what failed
   */
  async run(): Promise<void> {
    this.#isOver = true;
    const errors: unknown[] = [];
    for (const removal of this.#removals.splice(0).toReversed())
      try {
        await removal();
      } catch (error) {
        errors.push(error);
      }
    if (errors.length > 0)
      throw new AggregateError(errors, `not all is removed: ${errors.map(String).join('; ')}`);
  }
}
