import type { CronJob } from '../../../shared/config/index.ts';
import { errorText } from '../../../shared/text/error-text.ts';
import type { GatewayContext } from '../context.ts';
import type { MessageQueue } from '../queue/message-queue.ts';
import type { AgentRunner } from '../runs/agent-runner.ts';
import { promptOf } from '../runs/prompt.ts';
import type { Session } from '../sessions/session.ts';
import type { Sessions } from '../sessions/sessions.ts';
import type { FinishedEvent } from './job-state.ts';

/** The shared lane of jobs, and the channel of their sessions. */
export const CRON = 'cron';
/** Longest summary, in characters. */
const SUMMARY = 10_000;

/** A run that has ended. The scheduler knows the time of the next one. */
export type JobRun = Omit<FinishedEvent, 'nextRunAtMs'>;

/** Runs jobs, each in a separate session, through the lane `cron`. */
export class JobRunner {
  readonly #context: GatewayContext;
  readonly #queue: MessageQueue;
  readonly #sessions: Sessions;
  readonly #runner: AgentRunner;

  constructor(context: GatewayContext, queue: MessageQueue, sessions: Sessions, runner: AgentRunner) {
    this.#context = context;
    this.#queue = queue;
    this.#sessions = sessions;
    this.#runner = runner;
  }

  /** Why one more run does not fit; null where it fits. */
  get full(): string | null {
    return this.#queue.full(CRON, CRON);
  }

  /**
   * Opens the session of a run, or that of a run that the previous process left, by its key. Telemetry names it by its job,
   * because one name for each run would be one series each.
   */
  open({ id, agent }: CronJob, known?: string): Session {
    const telemetryKey = `${CRON}:${id}`;
    const key = known ?? `${telemetryKey}:${this.#context.randomId()}`;
    return this.#sessions.open({ key, telemetryKey, channel: CRON, agent });
  }

  /**
   * @param begin called when it is the run's turn; answers whether it may begin
   * @returns undefined where it did not begin
   */
  async run(job: CronJob, session: Session, begin: () => Promise<boolean>): Promise<JobRun | undefined> {
    let ended: JobRun | undefined;
    const running = this.#queue.run(session.key, CRON, async () => {
      if (await begin()) ended = await this.#work(job, session);
    });
    this.#sessions.happened(session, 'queued', 'queued behind others');
    await running;
    return ended;
  }

  async #work(job: CronJob, session: Session): Promise<JobRun> {
    const { clock } = this.#context;
    const [runAtMs, startedAt] = [clock.now(), clock.elapsed()];
    this.#sessions.happened(session, 'begun', 'job begun');
    const answer = await this.#answer(job, session);
    this.#sessions.happened(session, 'ended', `job ${answer.status}`);
    const durationMs = Math.round(clock.elapsed() - startedAt);
    return {
      action: 'finished',
      jobId: job.id,
      sessionKey: session.key,
      runAtMs,
      durationMs,
      ...answer,
      summary: answer.summary.slice(0, SUMMARY),
    };
  }

  async #answer(
    { message, model: first }: CronJob,
    session: Session,
  ): Promise<Pick<JobRun, 'status' | 'error' | 'summary' | 'model' | 'provider' | 'usage'>> {
    const question = { role: 'user', content: message } as const;
    try {
      const run = await this.#runner.run({
        sessionKey: session.telemetryKey,
        channel: CRON,
        messages: promptOf(this.#context.config(), [], question),
        onActivity: () => this.#sessions.touch(session),
        ...(first === undefined ? {} : { model: first }),
      });
      const { status, provider, model, usage = null, text } = run;
      this.#sessions.ran(session, {
        ok: status === 'ok',
        model: `${provider}/${model}`,
        usage: run.usage,
      });
      if (status !== 'ok') {
        const error = run.error ?? status;
        return { status, error, summary: error, model, provider, usage };
      }
      await this.#sessions.remember(session, question, { role: 'assistant', content: text });
      return { status, summary: text, model, provider, usage };
    } catch (error) {
      const reason = errorText(error);
      return { status: 'error', error: reason, summary: reason, model: null, provider: null, usage: null };
    }
  }
}
