import { z } from 'zod';

/** Text, a list of parts, or null beside calls of tools: read as the text. */
const contentSchema = z
  .union([z.string(), z.array(z.object({ text: z.string().optional() })), z.null()])
  .transform((content) => {
    if (typeof content === 'string') return content;
    return (content ?? []).map(({ text = '' }) => text).join('');
  });

export const requestSchema = z.object({
  model: z.string(),
  messages: z.array(z.object({ role: z.string(), content: contentSchema })).min(1),
  stream: z.boolean().default(false),
});

export type ChatRequest = z.output<typeof requestSchema>;

/** A token is four characters here. */
function tokens(text: string): number {
  return Math.ceil(text.length / 4);
}

/** The response to the last message, always the same for the same text. */
export function answerText(lastMessage: string): string {
  return `You said: ${lastMessage}`;
}

/**
 * Usage of a request, so that a test can compute it: all before the last message is read from the cache, and half of the
 * last message is written to it.
 */
export function usageOf({ messages }: Pick<ChatRequest, 'messages'>): {
  prompt_tokens: number;
  completion_tokens: number;
  total_tokens: number;
  prompt_tokens_details: { cached_tokens: number; cache_write_tokens: number };
} {
  const last = messages.at(-1)?.content ?? '';
  const cached = messages.slice(0, -1).reduce((sum, { content }) => sum + tokens(content), 0);
  const prompt = cached + tokens(last);
  const completion = tokens(answerText(last));
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: { cached_tokens: cached, cache_write_tokens: Math.floor(tokens(last) / 2) },
  };
}

/** Body of a response that is not streamed. */
export function completion(request: ChatRequest): object {
  return {
    id: 'chatcmpl-lab',
    object: 'chat.completion',
    created: 0,
    model: request.model,
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: answerText(request.messages.at(-1)?.content ?? '') },
        finish_reason: 'stop',
      },
    ],
    usage: usageOf(request),
  };
}

/** Events of a streamed response: one for each word, then the end, then the usage. */
export function completionChunks(request: ChatRequest): object[] {
  const base = { id: 'chatcmpl-lab', object: 'chat.completion.chunk', created: 0, model: request.model };
  const words = answerText(request.messages.at(-1)?.content ?? '').split(/(?<= )/);
  return [
    ...words.map((content) => ({
      ...base,
      choices: [{ index: 0, delta: { role: 'assistant', content }, finish_reason: null }],
    })),
    { ...base, choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] },
    { ...base, choices: [], usage: usageOf(request) },
  ];
}
