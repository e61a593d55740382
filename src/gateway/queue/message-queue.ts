import type { GatewayContext } from '../context.ts';
import { Lane, type LaneStatus } from './lane.ts';

/**
 * Messages wait twice: in their session's own lane, one at a time, which keeps a conversation in order, and then in
 * a shared lane, whose concurrency bounds the work of the whole gateway.
 */
export class MessageQueue {
  readonly #context: Pick<GatewayContext, 'config' | 'emit' | 'clock'>;
  readonly #shared = new Map<string, Lane>();
  readonly #sessions = new Map<string, Lane>();
  readonly #unfinished = new Set<Promise<unknown>>();
  #waiting = 0;

  constructor(context: Pick<GatewayContext, 'config' | 'emit' | 'clock'>) {
    this.#context = context;
  }

  /** Messages whose task has not begun. */
  get waiting(): number {
    return this.#waiting;
  }

  get full(): boolean {
    return this.#waiting >= this.#context.config().queue.maxDepth;
  }

  /** Messages of a session whose task has not begun. */
  waitingIn(sessionKey: string): number {
    return this.#sessions.get(sessionKey)?.status().waiting ?? 0;
  }

  /** @returns when the task ended; it must not throw */
  async run(sessionKey: string, laneName: string, task: () => Promise<void>): Promise<void> {
    const own = this.#sessionLane(sessionKey);
    this.#waiting += 1;
    const running = own.run(() =>
      this.#sharedLane(laneName).run(() => {
        this.#waiting -= 1;
        return task();
      }),
    );
    this.#unfinished.add(running);
    try {
      await running;
    } finally {
      this.#unfinished.delete(running);
      if (own.idle) this.#sessions.delete(sessionKey);
    }
  }

  /** Resolves when all that was put in has ended. */
  async drained(): Promise<void> {
    await Promise.allSettled(this.#unfinished);
  }

  /** Takes over a changed concurrency. */
  reconfigure(): void {
    for (const [name, lane] of this.#shared) lane.concurrency = this.#concurrencyOf(name);
  }

  /** The shared lanes, and all session lanes as one: their names hold chat ids. */
  status(): LaneStatus[] {
    const session = { lane: 'session', waiting: 0, running: 0 };
    for (const lane of this.#sessions.values()) {
      const { waiting, running } = lane.status();
      session.waiting += waiting;
      session.running += running;
    }
    return [...[...this.#shared.values()].map((lane) => lane.status()), session];
  }

  #concurrencyOf(name: string): number {
    const { concurrency, defaultConcurrency } = this.#context.config().queue;
    return concurrency[name] ?? defaultConcurrency;
  }

  #sharedLane(name: string): Lane {
    let lane = this.#shared.get(name);
    if (!lane) this.#shared.set(name, (lane = new Lane(name, this.#concurrencyOf(name), this.#context)));
    return lane;
  }

  #sessionLane(sessionKey: string): Lane {
    let lane = this.#sessions.get(sessionKey);
    if (!lane) {
      this.#sessions.set(sessionKey, (lane = new Lane(`session:${sessionKey}`, 1, this.#context)));
    }
    return lane;
  }
}
