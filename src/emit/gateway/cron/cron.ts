import { type CronJob, nextRunAtMs } from '../../../shared/config/index.ts';
import { errorText } from '../../../shared/text/error-text.ts';
import type { GatewayContext } from '../context.ts';
import type { StateStore } from '../store/state-store.ts';
import type { JobRunner } from './job-runner.ts';
import type { CronJobStatus } from '../../../shared/protocol/status.ts';
import type { PendingRun } from './job-state.ts';
import { JobStates } from './job-states.ts';
import type { RunLog } from './run-log.ts';
import { statusOf } from './job-status.ts';
import { RunEnds } from './run-ends.ts';

/** Longest sleep, in milliseconds. Limits the delay after a clock was set or a machine was suspended. */
const LONGEST_SLEEP_MS = 30_000;

export interface CronParts {
  readonly store: StateStore;
  readonly runner: JobRunner;
  readonly runLog: RunLog;
  /** Removes secrets from texts that leave the process. */
  readonly redact: (text: string) => string;
  /** Aborts running deliveries; a run that has not begun then is left to the next process. */
  readonly shutdown: AbortSignal;
}

/** The result of a request to run a job now. */
export type Trigger =
  | { readonly kind: 'started'; readonly sessionKey: string }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'refused'; readonly why: string }
  /** The run cannot be kept on disk now. */
  | { readonly kind: 'unwritable'; readonly why: string };

/**
 * Runs the jobs of the configuration at their times. A job never runs twice at once: a time that comes during its run or
 * its delivery is skipped. A time that passed while no gateway ran is caught up once, or skipped if it is too long ago.
 * What the previous process did not end is on disk: a run that waited runs, an interrupted one is reported as aborted or
 * repeated, and a delivery is made again.
 */
export class Cron {
  readonly #context: GatewayContext;
  readonly #parts: CronParts;
  readonly #states: JobStates;
  readonly #ends: RunEnds;
  readonly #running = new Map<string, Promise<void>>();
  /** Deliveries that the previous process left; they keep no job from running. */
  readonly #late = new Set<Promise<void>>();
  #timer: NodeJS.Timeout | undefined;
  #toldOfToken = false;
  #loaded = false;
  #stopped = false;

  constructor(context: GatewayContext, parts: CronParts) {
    this.#context = context;
    this.#parts = parts;
    this.#states = new JobStates(context, parts.store);
    this.#ends = new RunEnds(context, { ...parts, states: this.#states });
  }

  /**
   * Loads the states of the jobs from the previous process.
   *
   * @returns the keys of the sessions of runs that will run
   */
  async load(): Promise<readonly string[]> {
    await this.#states.load();
    this.#loaded = true;
    return this.#states
      .all()
      .flatMap(({ pending }) => (pending !== null && this.#mayRun(pending) ? pending.sessionKey : []));
  }

  /** Continues what the previous process left, and catches up on missed runs. */
  async start(): Promise<void> {
    if (!this.#loaded) await this.load();
    this.reconfigure();
    for (const job of this.#context.config().cron.jobs) this.#continue(job);
    this.tick();
  }

  /** Plans the jobs of the configuration in force. A job with an unchanged schedule keeps its next time. */
  reconfigure(): void {
    const { enabled, jobs } = this.#context.config().cron;
    const now = this.#context.clock.now();
    for (const id of this.#states.ids()) {
      if (!jobs.some((job) => job.id === id)) this.#states.forget(id);
    }
    for (const job of jobs) {
      const { schedule, timeZone } = job;
      const state = this.#states.get(job.id);
      const same = state?.schedule === schedule && state.timeZone === timeZone;
      const planned = same ? state.nextRunAtMs : null;
      const next = enabled && job.enabled ? (planned ?? nextRunAtMs(job, now)) : null;
      if (same && next === planned) continue;
      this.#states.change(job.id, { schedule, timeZone, nextRunAtMs: next });
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
      this.#states.change(job.id, { nextRunAtMs: nextRunAtMs(job, now) });
      const lateMs = now - due;
      const reason = lateMs > missedRunGraceMs ? 'it was missed for longer than cron.missedRunGraceMs' : null;
      const refused = reason ?? this.#refusal(job);
      if (refused === null) this.#begin(job, this.#plan(job));
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

  /** Runs a job now, enabled or not. Its next time does not change. Resolves when it is on disk that it is to run. */
  async trigger(id: string): Promise<Trigger> {
    const job = this.#context.config().cron.jobs.find((candidate) => candidate.id === id);
    if (!job) return { kind: 'unknown' };
    const why = this.#refusal(job);
    if (why !== null) return { kind: 'refused', why };
    const { failure } = this.#parts.store;
    if (failure) return { kind: 'unwritable', why: unwritable(failure.reason) };
    const pending = this.#plan(job);
    const written = this.#parts.store.written();
    this.#begin(job, pending, written);
    try {
      await written;
      return { kind: 'started', sessionKey: pending.sessionKey };
    } catch (error) {
      return { kind: 'unwritable', why: unwritable(errorText(error)) };
    }
  }

  /** Starts no more runs. Resolves when running ones have ended. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await Promise.all([...this.#running.values(), ...this.#late]);
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

  #mayRun({ begunAtMs, runs }: PendingRun): boolean {
    return begunAtMs === null || runs <= this.#context.config().cron.repeatInterrupted;
  }

  #continue(job: CronJob): void {
    const { pending = null, delivering = [] } = this.#states.get(job.id) ?? {};
    for (const event of delivering) {
      const late = this.#logged(job, this.#ends.deliver(job, event)).finally(() => this.#late.delete(late));
      this.#late.add(late);
    }
    if (pending === null) return;
    if (this.#mayRun(pending)) this.#begin(job, pending);
    else {
      const error = 'the end of the gateway interrupted it (cron.repeatInterrupted)';
      const run = {
        action: 'finished',
        jobId: job.id,
        sessionKey: pending.sessionKey,
        runAtMs: pending.begunAtMs ?? 0,
        durationMs: 0,
        status: 'aborted',
        error,
        summary: error,
        model: null,
        provider: null,
        usage: null,
      } as const;
      this.#track(job, this.#ends.finish(job, run));
    }
  }

  /** Notes a run that is to begin, written with the job's next time. */
  #plan(job: CronJob): PendingRun {
    const pending = { sessionKey: this.#parts.runner.open(job).key, begunAtMs: null, runs: 0 };
    this.#states.change(job.id, { pending });
    return pending;
  }

  /** @param written rejects where the run cannot be kept, and so must not begin */
  #begin(job: CronJob, pending: PendingRun, written: Promise<void> = Promise.resolve()): void {
    this.#track(
      job,
      written.then(
        () => this.#run(job, pending),
        () => this.#states.change(job.id, { pending: null }),
      ),
    );
  }

  #track(job: CronJob, work: Promise<void>): void {
    this.#running.set(
      job.id,
      this.#logged(job, work).finally(() => this.#running.delete(job.id)),
    );
  }

  #logged({ id }: CronJob, work: Promise<void>): Promise<void> {
    return work.catch((error: unknown) =>
      this.#context.log.error({ jobId: id }, `job ${id} failed: ${errorText(error)}`),
    );
  }

  async #run(job: CronJob, pending: PendingRun): Promise<void> {
    const { runner, shutdown, store } = this.#parts;
    const session = runner.open(job, pending.sessionKey);
    const run = await runner.run(job, session, async () => {
      // The next process runs it.
      if (shutdown.aborted) return false;
      const begunAtMs = this.#context.clock.now();
      this.#states.change(job.id, { pending: { ...pending, begunAtMs, runs: pending.runs + 1 } });
      if (await store.settled(shutdown)) return true;
      // Else the next process would take it for interrupted.
      this.#states.change(job.id, { pending });
      return false;
    });
    const begun = this.#states.get(job.id)?.pending;
    // Aborted by the end of the gateway, and to be repeated: it stays as it is for the next process.
    if (run?.status === 'aborted' && begun && this.#mayRun(begun)) return;
    if (run) await this.#ends.finish(job, run);
  }

  #arm(): void {
    clearTimeout(this.#timer);
    if (this.#stopped) return;
    const times = this.#states.all().flatMap(({ nextRunAtMs: next }) => next ?? []);
    if (times.length === 0) return;
    const wait = Math.min(...times) - this.#context.clock.now();
    this.#timer = setTimeout(() => this.tick(), Math.min(Math.max(wait, 0), LONGEST_SLEEP_MS)).unref();
  }
}

function unwritable(reason: string): string {
  return `the state folder cannot be written (${reason})`;
}
