import { type CronJob, nextRunAtMs } from '../../../shared/config/index.ts';
import { errorText } from '../../../shared/text/error-text.ts';
import type { GatewayContext } from '../context.ts';
import type { StateStore } from '../store/state-store.ts';
import type { Table } from '../store/table.ts';
import { deliver } from './deliver.ts';
import type { JobRunner } from './job-runner.ts';
import type { CronJobStatus } from '../../../shared/protocol/status.ts';
import { type FinishedEvent, type JobState, jobState } from './job-state.ts';
import type { RunLog } from './run-log.ts';
import { statusOf } from './job-status.ts';

/** Longest sleep, in milliseconds. Limits the delay after a clock was set or a machine was suspended. */
const LONGEST_SLEEP_MS = 30_000;

export interface CronParts {
  readonly store: StateStore;
  readonly runner: JobRunner;
  readonly runLog: RunLog;
  /** Removes secrets from texts that leave the process. */
  readonly redact: (text: string) => string;
  /** Aborts running deliveries. */
  readonly shutdown: AbortSignal;
}

/** The result of a request to run a job now. */
export type Trigger =
  | { readonly kind: 'started'; readonly sessionKey: string }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'refused'; readonly why: string };

/**
 * Runs the jobs of the configuration at their times. A job never runs twice at once: a time that comes during its run or
 * its delivery is skipped. A time that passed while no gateway ran is caught up once, or skipped if it is too long ago.
 */
export class Cron {
  readonly #context: GatewayContext;
  readonly #parts: Omit<CronParts, 'store'>;
  readonly #table: Table<JobState>;
  readonly #states = new Map<string, JobState>();
  readonly #running = new Map<string, Promise<void>>();
  #timer: NodeJS.Timeout | undefined;
  #toldOfToken = false;
  #stopped = false;

  constructor(context: GatewayContext, { store, ...parts }: CronParts) {
    this.#context = context;
    this.#parts = parts;
    this.#table = store.table('jobs', jobState);
  }

  /** Loads the states of the jobs from the previous process, and catches up on missed runs. */
  async start(): Promise<void> {
    for (const [id, state] of await this.#table.all()) this.#states.set(id, state);
    this.reconfigure();
    this.tick();
  }

  /** Plans the jobs of the configuration in force. A job with an unchanged schedule keeps its next time. */
  reconfigure(): void {
    const { enabled, jobs } = this.#context.config().cron;
    const now = this.#context.clock.now();
    for (const id of this.#states.keys()) {
      if (!jobs.some((job) => job.id === id)) this.#forget(id);
    }
    for (const job of jobs) {
      const { schedule, timeZone } = job;
      const state = this.#states.get(job.id);
      const same = state?.schedule === schedule && state.timeZone === timeZone;
      const planned = same ? state.nextRunAtMs : null;
      const next = enabled && job.enabled ? (planned ?? nextRunAtMs(job, now)) : null;
      if (same && next === planned) continue;
      this.#change(job.id, { schedule, timeZone, nextRunAtMs: next });
    }
    this.#tellOfToken();
    this.#arm();
  }

  /** Runs the jobs that are due. */
  tick(): void {
    const { clock, config, log } = this.#context;
    const now = clock.now();
    const { jobs, missedRunGraceMs } = config().cron;
    for (const job of jobs) {
      const due = this.#states.get(job.id)?.nextRunAtMs ?? null;
      if (due === null || due > now) continue;
      // Before the run, so that a process that is killed during it does not start it again and again.
      this.#change(job.id, { nextRunAtMs: nextRunAtMs(job, now) });
      const lateMs = now - due;
      const reason = lateMs > missedRunGraceMs ? 'it was missed for longer than cron.missedRunGraceMs' : null;
      const refused = reason ?? this.#refusal(job);
      if (refused === null) this.#begin(job);
      else {
        log.warn({ jobId: job.id, lateMs }, `job ${job.id} is skipped this time: ${refused}`);
        void this.#parts.runLog.append(job.id, {
          action: 'skipped',
          jobId: job.id,
          dueAtMs: due,
          reason: refused,
        });
      }
    }
    this.#arm();
  }

  /** Runs a job now, enabled or not. Its next time does not change. */
  trigger(id: string): Trigger {
    const job = this.#context.config().cron.jobs.find((candidate) => candidate.id === id);
    if (!job) return { kind: 'unknown' };
    const why = this.#refusal(job);
    return why === null ? { kind: 'started', sessionKey: this.#begin(job) } : { kind: 'refused', why };
  }

  /** Starts no more runs. Resolves when running ones have ended. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await Promise.all(this.#running.values());
  }

  status(): CronJobStatus[] {
    const { enabled, jobs } = this.#context.config().cron;
    return jobs.map((job) =>
      statusOf(
        { ...job, enabled: enabled && job.enabled },
        this.#states.get(job.id),
        this.#running.has(job.id),
      ),
    );
  }

  /** Logs once that deliveries are not authorized. */
  #tellOfToken(): void {
    const { jobs, webhookToken } = this.#context.config().cron;
    const open = webhookToken === undefined && jobs.some(({ delivery }) => delivery.mode === 'webhook');
    if (open && !this.#toldOfToken) {
      this.#context.log.warn(
        'cron.webhookToken is not set, so finished events are posted without Authorization; make one with "throughline token"',
      );
    }
    this.#toldOfToken = open;
  }

  /** Why a job may not run now; null where it may. */
  #refusal({ id }: CronJob): string | null {
    if (this.#stopped) return 'the gateway is stopping';
    return this.#running.has(id) ? 'its previous run is still running' : this.#parts.runner.full;
  }

  /** @returns the key of the run's session */
  #begin(job: CronJob): string {
    const session = this.#parts.runner.open(job);
    const running = this.#run(job, session)
      .catch((error: unknown) =>
        this.#context.log.error({ jobId: job.id }, `job ${job.id} failed: ${errorText(error)}`),
      )
      .finally(() => this.#running.delete(job.id));
    this.#running.set(job.id, running);
    return session.key;
  }

  async #run(job: CronJob, session: ReturnType<JobRunner['open']>): Promise<void> {
    const { log } = this.#context;
    const run = await this.#parts.runner.run(job, session);
    const next = this.#states.get(job.id)?.nextRunAtMs ?? null;
    const event = this.#redacted({ ...run, nextRunAtMs: next });
    const { sessionKey, runAtMs, durationMs, status, error } = event;
    this.#change(job.id, {
      lastRun: { sessionKey, runAtMs, durationMs, status, ...(error === undefined ? {} : { error }) },
    });
    await this.#parts.runLog.append(job.id, event);
    if (error === undefined) log.info({ jobId: job.id, sessionKey, durationMs }, `job ${job.id} finished`);
    else log.error({ jobId: job.id, sessionKey }, `job ${job.id} failed: ${error}`);
    await this.#deliver(job, event);
  }

  async #deliver({ id, delivery }: CronJob, event: FinishedEvent): Promise<void> {
    const { clock, config, log } = this.#context;
    if (delivery.mode === 'none' || delivery.to === undefined) return;
    const settings = config().cron;
    const delivered = await deliver({
      url: delivery.to,
      event,
      settings,
      signal: this.#parts.shutdown,
      clock,
    });
    await this.#parts.runLog.append(id, {
      action: delivered.status,
      jobId: id,
      sessionKey: event.sessionKey,
      ...delivered,
    });
    // After the log line, so that a delivery in the status is always in the log.
    this.#change(id, { lastDelivery: delivered });
    if (delivered.status === 'delivered') return;
    log.error(
      {
        jobId: id,
        sessionKey: event.sessionKey,
        attempts: delivered.attempts,
        httpStatus: delivered.httpStatus,
      },
      `the end of job ${id} could not be delivered: ${delivered.error}; see its cron.jobs[].delivery.to`,
    );
  }

  /** A provider may repeat its key in an error, and a model the text of its prompt. */
  #redacted(event: FinishedEvent): FinishedEvent {
    const { redact } = this.#parts;
    const { error, summary } = event;
    return { ...event, summary: redact(summary), ...(error === undefined ? {} : { error: redact(error) }) };
  }

  /** A job that was removed from the configuration during its run keeps no state. */
  #change(id: string, change: Partial<JobState>): void {
    const job = this.#context.config().cron.jobs.find((candidate) => candidate.id === id);
    if (!job) return;
    const { schedule, timeZone } = job;
    const none: JobState = { schedule, timeZone, nextRunAtMs: null, lastRun: null, lastDelivery: null };
    const state = { ...(this.#states.get(id) ?? none), ...change };
    this.#states.set(id, state);
    this.#table.put(id, state);
  }

  #forget(id: string): void {
    this.#states.delete(id);
    this.#table.remove(id);
  }

  #arm(): void {
    clearTimeout(this.#timer);
    if (this.#stopped) return;
    const times = [...this.#states.values()].flatMap(({ nextRunAtMs: next }) => next ?? []);
    if (times.length === 0) return;
    const wait = Math.min(...times) - this.#context.clock.now();
    this.#timer = setTimeout(() => this.tick(), Math.min(Math.max(wait, 0), LONGEST_SLEEP_MS)).unref();
  }
}
