import { z } from 'zod';
import type { ChannelDefinition } from '../../plugin-api/index.ts';

/** Kinds of sender only: `source` is an attribute, and each of its values is a series. */
const SOURCES = ['user', 'bot', 'system'] as const;

const bodySchema = z.object({
  chatId: z.union([z.string().min(1).max(200), z.int()]).transform(String),
  text: z.string(),
  source: z.enum(SOURCES).default('user'),
});

/** The channel that needs no plugin: JSON as `{ chatId, text, source? }`. It exists where `channels.webhook` does. */
export const webhookChannel: ChannelDefinition = {
  id: 'webhook',
  readWebhook(body) {
    const parsed = bodySchema.safeParse(body);
    if (parsed.success) return { kind: 'message', message: parsed.data };
    const fields = [...new Set(parsed.error.issues.map(({ path }) => path.join('.') || 'the body'))];
    return {
      kind: 'invalid',
      reason: `send {"chatId", "text", "source"?: ${SOURCES.join('|')}}; wrong here: ${fields.join(', ')}`,
    };
  },
};
