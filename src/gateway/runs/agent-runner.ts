import { setTimeout as sleep } from 'node:timers/promises';
import type { GatewayConfig } from '../../config/index.ts';
import type { DiagnosticEvent, RunStatus } from '../../diagnostics/index.ts';
import { callModel, type ChatMessage, type ModelAnswer } from './model-call.ts';
import { type ModelError, toModelError } from './model-error.ts';
import { type ModelChoice, modelChoices } from './models.ts';
import { costUsd } from './usage.ts';

/** What a runner needs of the gateway. */
export interface RunnerDeps {
  /** The configuration in force. */
  readonly config: () => GatewayConfig;
  readonly emit: (event: DiagnosticEvent) => void;
  /** Milliseconds since some fixed moment, never going back. */
  readonly now: () => number;
  readonly newRunId: () => string;
  readonly log: { readonly info: (message: string) => void; readonly warn: (message: string) => void };
}

export interface RunRequest {
  readonly sessionKey: string;
  readonly channel: string;
  readonly messages: readonly ChatMessage[];
  /** Ends the run as `aborted`. */
  readonly signal: AbortSignal;
  /** Told at each sign of life. */
  onActivity(): void;
}

export interface RunResult {
  readonly status: RunStatus;
  /** The answer, where status is `ok`; else empty. */
  readonly text: string;
  /** What went wrong, where it is not. */
  readonly error?: string;
}

export interface Runner {
  /** Never throws. */
  run(request: RunRequest): Promise<RunResult>;
}

/** Asks the configured models for an answer: tries each several times, one after the other. */
export class AgentRunner implements Runner {
  readonly #deps: RunnerDeps;

  constructor(deps: RunnerDeps) {
    this.#deps = deps;
  }

  async run(request: RunRequest): Promise<RunResult> {
    const { config, emit, now, newRunId } = this.#deps;
    const models = modelChoices(config());
    if (!models.ok) return { status: 'error', text: '', error: models.problem };
    const runId = newRunId();
    const startedAt = now();
    const timeout = AbortSignal.timeout(config().agents.defaults.timeoutMs);
    let choice = models.choices[0];
    const ending = await this.#tryAll(request, runId, models.choices, timeout, (next) => (choice = next));
    emit({
      type: 'run.completed',
      sessionKey: request.sessionKey,
      runId,
      provider: choice.providerId,
      model: choice.modelId,
      status: ending.status,
      durationMs: now() - startedAt,
    });
    return ending;
  }

  async #tryAll(
    request: RunRequest,
    runId: string,
    choices: readonly ModelChoice[],
    timeout: AbortSignal,
    onChoice: (choice: ModelChoice) => void,
  ): Promise<RunResult> {
    const { emit, log } = this.#deps;
    const signal = AbortSignal.any([request.signal, timeout]);
    const { maxAttempts, retryDelayMs } = this.#deps.config().agents.defaults;
    let attempt = 0;
    let last: ModelError | undefined;
    for (const choice of choices) {
      onChoice(choice);
      for (let tries = 0; tries < maxAttempts && !signal.aborted; tries += 1) {
        if (tries > 0 && !(await pause(retryDelayMs * 2 ** (tries - 1), signal))) break;
        attempt += 1;
        emit({ type: 'run.attempt', sessionKey: request.sessionKey, runId, attempt });
        request.onActivity();
        try {
          const answer = await this.#attempt(request, choice, signal);
          return { status: 'ok', text: answer.text };
        } catch (error) {
          last = toModelError(error);
          log.warn(`attempt ${attempt} with ${choice.providerId}/${choice.modelId} failed: ${last.message}`);
          if (last.kind === 'final') break;
        }
      }
    }
    return failure(last, timeout.aborted, request.signal.aborted);
  }

  async #attempt(request: RunRequest, choice: ModelChoice, signal: AbortSignal): Promise<ModelAnswer> {
    const { config, emit, log, now } = this.#deps;
    const startedAt = now();
    const answer = await callModel({
      choice,
      messages: request.messages,
      timeoutMs: config().agents.defaults.requestTimeoutMs,
      signal,
      onProgress: () => request.onActivity(),
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
        durationMs: now() - startedAt,
      });
    } else {
      log.warn(
        `${choice.providerId}/${choice.modelId} said nothing of usage, so tokens and cost of this run are not counted`,
      );
    }
    return answer;
  }
}

function failure(last: ModelError | undefined, timedOut: boolean, aborted: boolean): RunResult {
  const ended = { text: '' };
  if (aborted) return { ...ended, status: 'aborted', error: 'the gateway is stopping' };
  if (timedOut)
    return { ...ended, status: 'timeout', error: 'the run took longer than agents.defaults.timeoutMs' };
  return {
    ...ended,
    status: last?.kind === 'timeout' ? 'timeout' : 'error',
    error: last?.message ?? 'no attempt could be made',
  };
}

/** @returns whether the pause was had whole */
async function pause(ms: number, signal: AbortSignal): Promise<boolean> {
  try {
    await sleep(ms, undefined, { signal });
    return true;
  } catch {
    return false;
  }
}
