import type { PluginApi } from '../../src/emit/plugin-api/index.ts';
import { readPayload } from './payload.ts';
import { DiscordService } from './service.ts';

export function register(api: PluginApi): void {
  const service = new DiscordService(api);
  api.registerService(service);
  api.registerChannel({
    id: 'discord',
    readWebhook: readPayload,
    reply: (channelId, text) => service.reply(channelId, text),
  });
}
