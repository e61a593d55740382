import { z } from 'zod';
import type { WebhookReading } from '../../src/emit/plugin-api/index.ts';

/** The parts of an Update that are read: https://core.telegram.org/bots/api#update */
const updateSchema = z.looseObject({
  update_id: z.int(),
  message: z
    .looseObject({
      message_id: z.int(),
      message_thread_id: z.int().optional(),
      is_topic_message: z.boolean().optional(),
      from: z.looseObject({ is_bot: z.boolean() }).optional(),
      chat: z.looseObject({ id: z.int(), type: z.enum(['private', 'group', 'supergroup', 'channel']) }),
      text: z.string().optional(),
      caption: z.string().optional(),
    })
    .optional(),
});

/**
 * Reads what Telegram posts to a bot's webhook.
 *
 * @param bot id of the bot: each bot counts its updates
 */
export function readUpdate(body: unknown, bot = ''): WebhookReading {
  const parsed = updateSchema.safeParse(body);
  if (!parsed.success) {
    const where = parsed.error.issues[0]?.path.join('.') || 'the body';
    return { kind: 'invalid', reason: `this is no Telegram Update: ${where} is not as it should be` };
  }
  const { message, ...update } = parsed.data;
  if (!message) {
    const kind = Object.keys(update).find((key) => key !== 'update_id') ?? 'nothing';
    return { kind: 'ignored', reason: `the update holds ${kind}, not a new message` };
  }
  if (message.from?.is_bot) return { kind: 'ignored', reason: 'the message is from a bot' };
  const topic = message.is_topic_message ? `:${message.message_thread_id}` : '';
  return {
    kind: 'message',
    message: {
      // Telegram sends an update again that was not confirmed.
      id: `${bot}:${update.update_id}`,
      chatId: `${message.chat.id}${topic}`,
      source: message.chat.type,
      text: message.text ?? message.caption ?? '',
    },
  };
}
