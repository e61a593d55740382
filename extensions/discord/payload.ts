import { z } from 'zod';
import type { WebhookReading } from '../../src/emit/plugin-api/index.ts';

const snowflake = z.string().regex(/^\d{1,20}$/);

/** https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-object */
const interactionSchema = z.looseObject({
  id: snowflake,
  application_id: snowflake,
  type: z.int(),
  channel_id: snowflake.optional(),
  data: z
    .looseObject({
      name: z.string().optional(),
      options: z.array(z.looseObject({ name: z.string(), value: z.unknown() })).default([]),
    })
    .optional(),
});

/** https://discord.com/developers/docs/resources/message#message-object */
const messageSchema = z.looseObject({
  id: snowflake,
  channel_id: snowflake,
  author: z.looseObject({ id: snowflake, bot: z.boolean().default(false) }),
  content: z.string(),
  /** Absent in direct messages. */
  guild_id: snowflake.optional(),
  mentions: z.array(z.looseObject({ id: snowflake })).default([]),
});

const APPLICATION_COMMAND = 2;

/** Reads an interaction that Discord posts, or a message object that a forwarder of its gateway posts. */
export function readPayload(body: unknown): WebhookReading {
  const interaction = interactionSchema.safeParse(body);
  if (interaction.success) return readInteraction(interaction.data);
  const message = messageSchema.safeParse(body);
  if (!message.success) {
    return { kind: 'invalid', reason: 'this is neither a Discord interaction nor a Discord message' };
  }
  const { author, channel_id: chatId, content: text } = message.data;
  if (author.bot) return { kind: 'ignored', reason: 'the message is from a bot' };
  return { kind: 'message', message: { chatId, source: 'message', text } };
}

/** Reads a message from Discord's gateway. In a server, only messages that mention the bot count. */
export function readGatewayMessage(body: unknown, botId: string): WebhookReading {
  const message = messageSchema.safeParse(body);
  if (message.success) {
    const { guild_id, mentions } = message.data;
    if (guild_id !== undefined && !mentions.some(({ id }) => id === botId))
      return { kind: 'ignored', reason: 'the message does not mention the bot' };
  }
  return readPayload(body);
}

function readInteraction({ type, channel_id, data }: z.output<typeof interactionSchema>): WebhookReading {
  if (type !== APPLICATION_COMMAND) {
    return { kind: 'ignored', reason: `interactions of type ${type} are no commands` };
  }
  if (channel_id === undefined) return { kind: 'invalid', reason: 'the command names no channel' };
  const text = (data?.options ?? []).map(({ value }) => String(value)).join(' ');
  return { kind: 'message', message: { chatId: channel_id, source: 'command', text } };
}
