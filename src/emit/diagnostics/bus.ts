import type { DiagnosticEvent } from './events.ts';

export type DiagnosticListener = (event: DiagnosticEvent) => void;

/**
 * Carries diagnostic events from the parts of the gateway to its plugins. A gateway has one bus and passes it as an
 * argument: a bus that modules import exists twice when a plugin is bundled separately, and then carries nothing
 * (OpenClaw's issues 5190 and 18794).
 */
export class DiagnosticBus {
  readonly #listeners = new Set<DiagnosticListener>();
  readonly #onError: (error: unknown) => void;

  /** @param onError called when a listener throws; the others still receive the event */
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
