import { z } from 'zod';
import type { GatewayConfig } from '../../src/plugin-api/index.ts';

/** The keys of `channels.telegram` that this plugin reads. */
const settingsSchema = z.looseObject({
  /** From @BotFather. Without it, nothing is asked of Telegram, and answers stay in the session. */
  botToken: z.string().min(1).optional(),
  /** Base URL of a Bot API server of one's own: https://core.telegram.org/bots/api#using-a-local-bot-api-server */
  apiRoot: z.url().optional(),
  /** Where Telegram is to post updates, the URL of `/webhooks/telegram` as seen from outside. Absent: they are polled. */
  webhookUrl: z.url().optional(),
  /** Sent back by Telegram with each update, as its secret_token. */
  webhookToken: z
    .string()
    .regex(
      /^[\w-]{1,256}$/,
      'Telegram takes letters, digits, _ and - only, as `throughline token` makes them',
    )
    .optional(),
});

export type TelegramSettings = z.output<typeof settingsSchema>;

/** @throws an error that names the key which is wrong */
export function telegramSettings(config: GatewayConfig): TelegramSettings {
  const parsed = settingsSchema.safeParse(config.channels['telegram'] ?? {});
  const [issue] = parsed.error?.issues ?? [];
  if (issue) throw new Error(`channels.telegram.${issue.path.join('.')}: ${issue.message}`);
  if (!parsed.success) throw parsed.error;
  if (parsed.data.webhookUrl !== undefined && parsed.data.webhookToken === undefined)
    throw new Error(
      'channels.telegram.webhookUrl needs channels.telegram.webhookToken: throughline token makes one',
    );
  return parsed.data;
}
