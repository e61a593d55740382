import { OpenAI } from 'openai';
import { z } from 'zod';
import type { TokenUsage } from '../../diagnostics/index.ts';
import { limited } from '../deadline.ts';
import { ModelError, toModelError } from './model-error.ts';
import type { ModelChoice } from './models.ts';
import { tokenUsage, usageSchema } from './usage.ts';

export interface PromptMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

export interface ModelCall {
  readonly choice: ModelChoice;
  readonly messages: readonly PromptMessage[];
  /** Milliseconds for the whole response, its last byte included. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Called at each piece of a streamed response. */
  readonly onProgress: () => void;
}

export interface ModelAnswer {
  readonly text: string;
  /** Undefined where the provider does not say. */
  readonly usage: TokenUsage | undefined;
}

const wholeSchema = z.object({
  choices: z.array(z.object({ message: z.object({ content: z.string().nullish() }) })).min(1),
  usage: usageSchema.nullish(),
});
const pieceSchema = z.object({
  choices: z.array(z.object({ delta: z.object({ content: z.string().nullish() }).nullish() })).default([]),
  usage: usageSchema.nullish(),
});

/**
 * One chat completion over HTTP.
 *
 * @throws {ModelError}
 */
export async function callModel(call: ModelCall): Promise<ModelAnswer> {
  return limited(call.signal, call.timeoutMs, async ({ signal, isLate }) => {
    try {
      return await (call.choice.provider.stream ? streamed(call, signal) : whole(call, signal));
    } catch (error) {
      if (!isLate()) throw toModelError(error);
      throw new ModelError('timeout', `the provider did not answer within ${call.timeoutMs} ms`, {
        cause: error,
      });
    }
  });
}

async function whole(call: ModelCall, signal: AbortSignal): Promise<ModelAnswer> {
  const answer: unknown = await client(call.choice).chat.completions.create(body(call), { signal });
  const parsed = wholeSchema.safeParse(answer);
  if (!parsed.success) throw unreadable(parsed.error);
  const { choices, usage } = parsed.data;
  return { text: choices[0]?.message.content ?? '', usage: usage ? tokenUsage(usage) : undefined };
}

async function streamed(call: ModelCall, signal: AbortSignal): Promise<ModelAnswer> {
  const stream: AsyncIterable<unknown> = await client(call.choice).chat.completions.create(
    { ...body(call), stream: true, stream_options: { include_usage: true } },
    { signal },
  );
  let text: string | undefined;
  let usage: TokenUsage | undefined;
  for await (const piece of stream) {
    call.onProgress();
    const parsed = pieceSchema.safeParse(piece);
    if (!parsed.success) throw unreadable(parsed.error);
    for (const { delta } of parsed.data.choices.slice(0, 1)) text = (text ?? '') + (delta?.content ?? '');
    if (parsed.data.usage) usage = tokenUsage(parsed.data.usage);
  }
  // The client ends an aborted stream as if it were complete.
  signal.throwIfAborted();
  if (text === undefined) throw new ModelError('final', "the provider's answer holds no choices");
  return { text, usage };
}

function client({ provider }: ModelChoice): OpenAI {
  return new OpenAI({
    baseURL: provider.baseUrl,
    // The client requires a key; local servers do not.
    apiKey: provider.apiKey || 'none',
    // Set here, because the client would read OPENAI_* variables that are meant for something else.
    organization: null,
    project: null,
    webhookSecret: null,
    logLevel: 'off',
    // The gateway retries itself: each try is a run.attempt.
    maxRetries: 0,
  });
}

function body({ choice, messages }: ModelCall) {
  const maxTokens = choice.model?.maxTokens;
  return {
    model: choice.modelId,
    messages: [...messages],
    ...(maxTokens === undefined ? {} : { max_tokens: maxTokens }),
  };
}

function unreadable(error: z.ZodError): ModelError {
  const [issue] = error.issues;
  const where = issue?.path.join('.') || 'the body';
  return new ModelError('final', `the provider's answer is not a chat completion: ${where} is invalid`);
}
