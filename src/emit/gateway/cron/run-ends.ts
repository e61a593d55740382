import type { CronJob } from '../../../shared/config/index.ts';
import type { GatewayContext } from '../context.ts';
import { deliver } from './deliver.ts';
import type { FinishedEvent } from './job-state.ts';
import type { JobStates } from './job-states.ts';
import type { RunLog } from './run-log.ts';

/** Deliveries of a job that are kept for the next process: each end of the process may leave one. */
const MOST_DELIVERIES = 10;

export interface RunEndsParts {
  readonly states: JobStates;
  readonly runLog: RunLog;
  /** Removes secrets from texts that leave the process. */
  readonly redact: (text: string) => string;
  /** Aborts running deliveries, which are then left to the next process. */
  readonly shutdown: AbortSignal;
}

/** What happens when a run has ended: it is kept, logged, and delivered. */
export class RunEnds {
  readonly #context: GatewayContext;
  readonly #states: JobStates;
  readonly #parts: RunEndsParts;

  constructor(context: GatewayContext, parts: RunEndsParts) {
    this.#context = context;
    this.#states = parts.states;
    this.#parts = parts;
  }

  /** Keeps the end of a run with its delivery still to be made, logs it, and delivers it. */
  async finish(job: CronJob, run: Omit<FinishedEvent, 'nextRunAtMs'>): Promise<void> {
    const { log } = this.#context;
    const next = this.#states.get(job.id)?.nextRunAtMs ?? null;
    const event = this.#redacted({ ...run, nextRunAtMs: next });
    const { sessionKey, runAtMs, durationMs, status, error } = event;
    this.#states.change(job.id, {
      lastRun: { sessionKey, runAtMs, durationMs, status, ...(error === undefined ? {} : { error }) },
      pending: null,
      delivering:
        job.delivery.mode === 'none' ? [] : [...this.#delivering(job.id), event].slice(-MOST_DELIVERIES),
    });
    await this.#parts.runLog.append(job.id, event);
    if (error === undefined) log.info({ jobId: job.id, sessionKey, durationMs }, `job ${job.id} finished`);
    else log.error({ jobId: job.id, sessionKey }, `job ${job.id} failed: ${error}`);
    await this.deliver(job, event);
  }

  /** Delivers the end of a run, and keeps the result. */
  async deliver({ id, delivery }: CronJob, event: FinishedEvent): Promise<void> {
    const { clock, config, log } = this.#context;
    if (delivery.mode === 'none' || delivery.to === undefined) {
      this.#states.change(id, { delivering: [] });
      return;
    }
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
    const isCut = delivered.status === 'failed' && this.#parts.shutdown.aborted;
    const left = this.#delivering(id).filter(({ sessionKey }) => isCut || sessionKey !== event.sessionKey);
    this.#states.change(id, { lastDelivery: delivered, delivering: left });
    if (delivered.status === 'delivered') return;
    if (isCut) {
      log.info(
        { jobId: id, sessionKey: event.sessionKey },
        `the end of job ${id} is not delivered yet (${delivered.error}); the next start delivers it`,
      );
      return;
    }
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

  #delivering(id: string): readonly FinishedEvent[] {
    return this.#states.get(id)?.delivering ?? [];
  }

  /** A provider may repeat its key in an error, and a model the text of its prompt. */
  #redacted(event: FinishedEvent): FinishedEvent {
    const { redact } = this.#parts;
    const { error, summary } = event;
    return { ...event, summary: redact(summary), ...(error === undefined ? {} : { error: redact(error) }) };
  }
}
