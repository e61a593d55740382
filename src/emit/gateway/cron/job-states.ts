import type { GatewayContext } from '../context.ts';
import type { StateStore } from '../store/state-store.ts';
import type { Table } from '../store/table.ts';
import { type JobState, jobState } from './job-state.ts';

/** What is known of each job, here and in the store. */
export class JobStates {
  readonly #config: GatewayContext['config'];
  readonly #table: Table<JobState>;
  readonly #states = new Map<string, JobState>();

  constructor({ config }: Pick<GatewayContext, 'config'>, store: StateStore) {
    this.#config = config;
    this.#table = store.table('jobs', jobState);
  }

  /** Reads the states that the previous process left. */
  async load(): Promise<void> {
    for (const [id, state] of await this.#table.all()) this.#states.set(id, state);
  }

  get(id: string): JobState | undefined {
    return this.#states.get(id);
  }

  ids(): readonly string[] {
    return [...this.#states.keys()];
  }

  all(): readonly JobState[] {
    return [...this.#states.values()];
  }

  /** A job that was removed from the configuration during its run keeps no state. */
  change(id: string, change: Partial<JobState>): void {
    const job = this.#config().cron.jobs.find((candidate) => candidate.id === id);
    if (!job) return;
    const { schedule, timeZone } = job;
    const none: JobState = {
      schedule,
      timeZone,
      nextRunAtMs: null,
      lastRun: null,
      lastDelivery: null,
      pending: null,
      delivering: [],
    };
    const state = { ...(this.#states.get(id) ?? none), ...change };
    this.#states.set(id, state);
    this.#table.put(id, state);
  }

  forget(id: string): void {
    this.#states.delete(id);
    this.#table.remove(id);
  }
}
