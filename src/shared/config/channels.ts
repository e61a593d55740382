import { z } from 'zod';

const channel = z.looseObject({
  enabled: z.boolean().default(true),
  webhookToken: z.string().optional().describe('Bearer token of POST /webhooks/<channel>'),
});

const apiRoot = z.url().optional();
const telegram = channel.extend({
  botToken: z
    .string()
    .min(1)
    .optional()
    .describe('From @BotFather. Without it, nothing is asked of Telegram, and answers stay in the session'),
  apiRoot: apiRoot.describe('Base URL of a self-hosted Bot API server. Default: https://api.telegram.org'),
  webhookUrl: z
    .url()
    .optional()
    .describe(
      'Where Telegram is to post, /webhooks/telegram as seen from outside. Default: messages are fetched',
    ),
});
const discord = channel.extend({
  token: z
    .string()
    .min(1)
    .optional()
    .describe('Of the bot. Without it, nothing is asked of Discord, and answers stay in the session'),
  apiRoot: apiRoot.describe('Base URL of the REST API. Default: https://discord.com/api'),
});

/** The section `channels`: those of the bundled plugins by name, others as their plugins want them. */
export const channels = z
  .object({ telegram: telegram.optional(), discord: discord.optional() })
  .catchall(channel)
  .default({});

export type TelegramSettings = z.output<typeof telegram>;
export type DiscordSettings = z.output<typeof discord>;
