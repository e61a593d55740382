import { setTimeout as sleep } from 'node:timers/promises';
import type { RunStatus } from '../../diagnostics/index.ts';
import type { GatewayContext } from '../context.ts';
import { type Limit, limited } from '../deadline.ts';
import { callModel, type ModelAnswer, type PromptMessage } from './model-call.ts';
import { type ModelError, toModelError } from './model-error.ts';
import { type ModelChoice, modelChoices } from './models.ts';
import { costUsd } from './usage.ts';

export interface RunRequest {
  readonly sessionKey: string;
  readonly channel: string;
  /** Origin of the message that caused the run, if there is one. */
  readonly messageId?: string;
  readonly messages: readonly PromptMessage[];
  /** `provider/model` to try first, instead of the configured primary model. */
  readonly model?: string;
  /** Called at each sign of life. */
  readonly onActivity: () => void;
}

export interface RunResult {
  readonly runId: string;
  readonly status: RunStatus;
  readonly provider: string;
  readonly model: string;
  /** The answer, where status is `ok`. */
  readonly text: string;
  /** What went wrong, where status is not `ok`. */
  readonly error: string | undefined;
  readonly usage: ModelAnswer['usage'];
}

/** There is no model to run with; the message says what to set. */
export class NoModelError extends Error {
  override readonly name = 'NoModelError';
}

type Ending = Pick<RunResult, 'status' | 'text' | 'error' | 'usage'>;

/** Requests a completion from the configured models, one after the other, each several times. */
export class AgentRunner {
  readonly #context: GatewayContext;
  readonly #shutdown: AbortSignal;

  /** @param shutdown aborts running work */
  constructor(context: GatewayContext, shutdown: AbortSignal) {
    this.#context = context;
    this.#shutdown = shutdown;
  }

  /** @throws {NoModelError} */
  async run(request: RunRequest): Promise<RunResult> {
    const { clock, config, emit, randomId } = this.#context;
    const { messageId, sessionKey } = request;
    const models = modelChoices(config(), request.model);
    if (!models.ok) throw new NoModelError(models.problem);
    const runId = randomId();
    const startedAt = clock.elapsed();
    let choice = models.choices[0];
    const ending = await limited(this.#shutdown, config().agents.defaults.timeoutMs, (limit) =>
      this.#tryAll(request, runId, models.choices, limit, (next) => (choice = next)),
    );
    const named = { runId, provider: choice.providerId, model: choice.modelId };
    emit({
      type: 'run.completed',
      sessionKey,
      ...(messageId === undefined ? {} : { messageId }),
      ...named,
      status: ending.status,
      durationMs: clock.elapsed() - startedAt,
    });
    return { ...named, ...ending };
  }

  async #tryAll(
    request: RunRequest,
    runId: string,
    choices: readonly ModelChoice[],
    { signal, isLate }: Limit,
    onChoice: (choice: ModelChoice) => void,
  ): Promise<Ending> {
    const { emit, log } = this.#context;
    const { maxAttempts, retryDelayMs } = this.#context.config().agents.defaults;
    let attempt = 0;
    let last: ModelError | undefined;
    for (const choice of choices) {
      if (signal.aborted) break;
      onChoice(choice);
      for (let tries = 0; tries < maxAttempts && !signal.aborted; tries += 1) {
        if (tries > 0 && !(await pause(retryDelayMs * 2 ** (tries - 1), signal))) break;
        attempt += 1;
        emit({ type: 'run.attempt', sessionKey: request.sessionKey, runId, attempt });
        request.onActivity();
        try {
          const answer = await this.#attempt(request, choice, signal);
          return { status: 'ok', text: answer.text, error: undefined, usage: answer.usage };
        } catch (error) {
          last = toModelError(error);
          log.debug({ runId, attempt }, `attempt ${attempt} failed: ${last.message}`);
          if (last.kind === 'final') break;
        }
      }
    }
    return failure(last, isLate(), this.#shutdown.aborted);
  }

  async #attempt(request: RunRequest, choice: ModelChoice, signal: AbortSignal): Promise<ModelAnswer> {
    const { clock, config, emit, log } = this.#context;
    const startedAt = clock.elapsed();
    const answer = await callModel({
      choice,
      messages: request.messages,
      timeoutMs: config().agents.defaults.requestTimeoutMs,
      signal,
      onProgress: request.onActivity,
    });
    if (answer.usage) {
      const { usage } = answer;
      const limit = choice.model?.contextWindow;
      const cost = costUsd(usage, choice.model?.cost);
      emit({
        type: 'model.usage',
        sessionKey: request.sessionKey,
        channel: request.channel,
        provider: choice.providerId,
        model: choice.modelId,
        usage,
        context: { used: usage.total, ...(limit === undefined ? {} : { limit }) },
        ...(cost === undefined ? {} : { costUsd: cost }),
        durationMs: clock.elapsed() - startedAt,
      });
    } else {
      log.warn(
        { provider: choice.providerId, model: choice.modelId },
        "the provider's response has no usage, so tokens and cost of this run are not counted",
      );
    }
    return answer;
  }
}

function failure(last: ModelError | undefined, timedOut: boolean, aborted: boolean): Ending {
  const ended = { text: '', usage: undefined };
  if (aborted) return { ...ended, status: 'aborted', error: 'the gateway is stopping' };
  if (timedOut)
    return { ...ended, status: 'timeout', error: 'the run took longer than agents.defaults.timeoutMs' };
  return { ...ended, status: last?.kind === 'timeout' ? 'timeout' : 'error', error: last?.message };
}

/** @returns whether the pause was not aborted */
async function pause(ms: number, signal: AbortSignal): Promise<boolean> {
  try {
    await sleep(ms, undefined, { signal });
    return true;
  } catch {
    return false;
  }
}
