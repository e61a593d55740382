import { ClassicLevel } from 'classic-level';
import { onTestFinished, vi } from 'vitest';

export const NO_SPACE = 'IO error: 000004.log: No space left on device';

/** Makes the writes of all open stores fail, as on a full disk, until `end` or the end of the test. */
export class FailingWrites {
  readonly #batch = vi
    .spyOn(ClassicLevel.prototype, 'batch')
    .mockImplementation((() => Promise.reject(new Error(NO_SPACE))) as never);

  constructor() {
    onTestFinished(() => this.end());
  }

  end(): void {
    this.#batch.mockRestore();
  }
}
