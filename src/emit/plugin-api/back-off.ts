import { setTimeout as sleep } from 'node:timers/promises';

/** Waits that double from one failure to the next, and start again after a success. */
export class BackOff {
  readonly #firstMs: number;
  readonly #longestMs: number;
  #nextMs: number;

  constructor(firstMs: number, longestMs: number) {
    this.#firstMs = firstMs;
    this.#longestMs = longestMs;
    this.#nextMs = firstMs;
  }

  /** Whether the last try succeeded. */
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
    // A stop is not an error for the caller that waits.
    await sleep(ms, undefined, { signal: stop }).catch(() => undefined);
  }
}
