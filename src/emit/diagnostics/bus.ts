import type { DiagnosticEvent } from './events.ts';

export type DiagnosticListener = (event: DiagnosticEvent) => void;

/**
 * Carries diagnostic events from where work is done to whoever records it. There is one bus a gateway, handed
 * from hand to hand: a bus found by import exists twice as soon as a plugin is bundled apart, and then carries
 * nothing (OpenClaw's issues 5190 and 18794).
 */
export class DiagnosticBus {
  readonly #listeners = new Set<DiagnosticListener>();
  readonly #onError: (error: unknown) => void;

  /** @param onError told when a listener throws; the others still hear the event */
  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
  }

  get listenerCount(): number {
    return this.#listeners.size;
  }

  emit(event: DiagnosticEvent): void {
    for (const listener of this.#listeners) {
      try {
        listener(event);
      } catch (error) {
        this.#onError(error);
      }
    }
  }

  /** @returns a function that ends the subscription */
  subscribe(listener: DiagnosticListener): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }
}
