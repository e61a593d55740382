import PQueue from 'p-queue';
import type { LaneStatus } from '../../../shared/protocol/status.ts';
import type { GatewayContext } from '../context.ts';

/** Runs tasks in the order of their arrival, up to `concurrency` at once, and emits an event for each that enters and leaves. */
export class Lane {
  readonly name: string;
  readonly #queue: PQueue;
  readonly #context: Pick<GatewayContext, 'emit' | 'clock'>;
  #waiting = 0;

  constructor(name: string, concurrency: number, context: Pick<GatewayContext, 'emit' | 'clock'>) {
    this.name = name;
    this.#queue = new PQueue({ concurrency });
    this.#context = context;
  }

  set concurrency(concurrency: number) {
    if (this.#queue.concurrency !== concurrency) this.#queue.concurrency = concurrency;
  }

  get idle(): boolean {
    return this.#waiting === 0 && this.#queue.pending === 0;
  }

  status(): LaneStatus {
    return { lane: this.name, waiting: this.#waiting, running: this.#queue.pending };
  }

  /** Starts the task at once if the lane has room. */
  run<T>(task: () => Promise<T>): Promise<T> {
    const { emit, clock } = this.#context;
    const queuedAt = clock.elapsed();
    this.#waiting += 1;
    emit({ type: 'queue.lane.enqueue', lane: this.name, queueSize: this.#waiting });
    return this.#queue.add(() => {
      this.#waiting -= 1;
      const waitMs = clock.elapsed() - queuedAt;
      emit({ type: 'queue.lane.dequeue', lane: this.name, queueSize: this.#waiting, waitMs });
      return task();
    });
  }
}
