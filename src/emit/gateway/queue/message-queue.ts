import type { GatewayContext } from '../context.ts';
import type { LaneStatus } from '../../../shared/protocol/status.ts';
import { Lane } from './lane.ts';

/** The lane whose settings apply to the lane of each session. */
const SESSION = 'session';

/**
 * Messages wait twice: first in the lane of their session, one at a time, which keeps a conversation in order; then in a
 * shared lane, whose concurrency limits the work of the whole gateway. The counters of both lanes count each message.
 */
export class MessageQueue {
  readonly #context: Pick<GatewayContext, 'config' | 'emit' | 'clock'>;
  readonly #shared = new Map<string, Lane>();
  readonly #sessions = new Map<string, Lane>();
  readonly #unfinished = new Set<Promise<unknown>>();
  /** Messages whose task has not begun, by the shared lane that they are for. */
  readonly #waiting = new Map<string, number>();
  /** Places of messages that are not yet in a lane, by shared lane and by session. */
  readonly #reserved = { lanes: new Map<string, number>(), sessions: new Map<string, number>() };

  constructor(context: Pick<GatewayContext, 'config' | 'emit' | 'clock'>) {
    this.#context = context;
  }

  /**
   * Takes a place for a message that is about to be queued. It counts as waiting, in `full` only.
   *
   * @returns a function that gives the place back
   */
  reserve(sessionKey: string, laneName: string): () => void {
    const places = [
      [this.#reserved.lanes, laneName],
      [this.#reserved.sessions, sessionKey],
    ] as const;
    for (const [counts, name] of places) counts.set(name, (counts.get(name) ?? 0) + 1);
    return () => {
      for (const [counts, name] of places) {
        const left = (counts.get(name) ?? 0) - 1;
        if (left > 0) counts.set(name, left);
        else counts.delete(name);
      }
    };
  }

  /** Messages for a shared lane whose task has not begun. */
  waitingFor(laneName: string): number {
    return this.#waiting.get(laneName) ?? 0;
  }

  /** Why one more message does not fit; null where it fits. */
  full(sessionKey: string, laneName: string): string | null {
    const shared = this.waitingFor(laneName) + (this.#reserved.lanes.get(laneName) ?? 0);
    const own = this.waitingIn(sessionKey) + (this.#reserved.sessions.get(sessionKey) ?? 0);
    if (shared >= this.#maxDepthOf(laneName)) return `the lane "${laneName}" is full (${shared} waiting)`;
    if (own >= this.#maxDepthOf(SESSION)) return `this conversation is full (${own} waiting)`;
    return null;
  }

  /** Messages of a session whose task has not begun. */
  waitingIn(sessionKey: string): number {
    return this.#sessions.get(sessionKey)?.status().waiting ?? 0;
  }

  /** Resolves when the task has ended. The task must not throw. */
  async run(sessionKey: string, laneName: string, task: () => Promise<void>): Promise<void> {
    const own = this.#sessionLane(sessionKey);
    this.#waiting.set(laneName, this.waitingFor(laneName) + 1);
    const running = own.run(() =>
      this.#sharedLane(laneName).run(() => {
        this.#waiting.set(laneName, this.waitingFor(laneName) - 1);
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

  /** Resolves when all queued tasks have ended. */
  async drained(): Promise<void> {
    await Promise.allSettled(this.#unfinished);
  }

  /** Applies a changed concurrency. */
  reconfigure(): void {
    for (const [name, lane] of this.#shared) lane.concurrency = this.#concurrencyOf(name);
  }

  /** The shared lanes, and all session lanes as one: their names hold chat ids. */
  status(): LaneStatus[] {
    const session = { lane: SESSION, waiting: 0, running: 0 };
    for (const lane of this.#sessions.values()) {
      const { waiting, running } = lane.status();
      session.waiting += waiting;
      session.running += running;
    }
    return [...[...this.#shared.values()].map((lane) => lane.status()), session];
  }

  #concurrencyOf(name: string): number {
    const { lanes, defaultConcurrency } = this.#context.config().queue;
    return lanes[name]?.concurrency ?? defaultConcurrency;
  }

  #maxDepthOf(name: string): number {
    const { lanes, maxDepth } = this.#context.config().queue;
    return lanes[name]?.maxDepth ?? maxDepth;
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
