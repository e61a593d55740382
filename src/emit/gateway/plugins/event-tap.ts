import type { DiagnosticBus, DiagnosticEvent, DiagnosticListener } from '../../diagnostics/index.ts';

/**
 * A plugin's subscription to the diagnostic events. It outlives a reload of the plugin: events between the end of the
 * old listener and the start of the new one are held, and then delivered.
 */
export class EventTap {
  readonly #listeners = new Set<DiagnosticListener>();
  readonly #onError: (error: unknown) => void;
  readonly #disconnect: () => void;
  #held: DiagnosticEvent[] | null = null;

  /** @param onError called with what a listener throws, synchronously or by a rejected promise */
  constructor(bus: DiagnosticBus, onError: (error: unknown) => void) {
    this.#onError = onError;
    this.#disconnect = bus.subscribe((event) => this.#deliver(event));
  }

  get listenerCount(): number {
    return this.#listeners.size;
  }

  listen(listener: DiagnosticListener): () => void {
    this.#listeners.add(listener);
    const held = this.#held?.splice(0) ?? [];
    for (const event of held) this.#call(listener, event);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** From now on, keeps events without a listener. */
  hold(): void {
    this.#held ??= [];
  }

  /** Ends `hold` and drops events without a listener. */
  release(): void {
    this.#held = null;
  }

  removeListeners(): void {
    this.#listeners.clear();
  }

  close(): void {
    this.#disconnect();
    this.removeListeners();
    this.release();
  }

  #deliver(event: DiagnosticEvent): void {
    if (this.#listeners.size === 0) this.#held?.push(event);
    for (const listener of this.#listeners) this.#call(listener, event);
  }

  #call(listener: DiagnosticListener, event: DiagnosticEvent): void {
    try {
      const result: unknown = listener(event);
      if (result instanceof Promise) result.catch(this.#onError);
    } catch (error) {
      this.#onError(error);
    }
  }
}
