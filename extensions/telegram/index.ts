import type { PluginApi } from '../../src/emit/plugin-api/index.ts';
import { TelegramService } from './service.ts';

export function register(api: PluginApi): void {
  const service = new TelegramService(api);
  api.registerService(service);
  api.registerChannel({
    id: 'telegram',
    tokenHeader: 'x-telegram-bot-api-secret-token',
    readWebhook: (body) => service.read(body),
    reply: (chatId, text) => service.reply(chatId, text),
  });
}
