import { setTimeout as sleep } from 'node:timers/promises';

/** Waits that double from one failure to the next, and begin anew after a success. */
export class BackOff {
  readonly #firstMs: number;
  readonly #longestMs: number;
  #nextMs: number;

  constructor(firstMs: number, longestMs: number) {
    this.#firstMs = firstMs;
    this.#longestMs = longestMs;
    this.#nextMs = firstMs;
  }

  /** Whether what was tried last succeeded. */
  get isCalm(): boolean {
    return this.#nextMs === this.#firstMs;
  }

  succeeded(): void {
    this.#nextMs = this.#firstMs;
  }

  /** Resolves when it is time to try again, or at once when stopped. */
  async wait(stop: AbortSignal, leastMs = 0): Promise<void> {
    const ms = Math.max(this.#nextMs, leastMs);
    this.#nextMs = Math.min(this.#nextMs * 2, this.#longestMs);
    // Stopping is no error of whoever waits.
    await sleep(ms, undefined, { signal: stop }).catch(() => undefined);
  }
}
