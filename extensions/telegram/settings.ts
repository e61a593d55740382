import type { TelegramSettings } from '../../src/emit/plugin-api/index.ts';

/** https://core.telegram.org/bots/api#setwebhook */
const SECRET = /^[\w-]{1,256}$/;

/** Why Telegram cannot post updates with these settings; null where it can. */
export function webhookProblem({ webhookUrl, webhookToken }: TelegramSettings): string | null {
  if (webhookUrl === undefined) return null;
  if (webhookToken === undefined)
    return 'channels.telegram.webhookUrl needs channels.telegram.webhookToken: throughline token makes one';
  if (SECRET.test(webhookToken)) return null;
  return 'channels.telegram.webhookToken: Telegram takes letters, digits, _ and - only, as throughline token makes them';
}
