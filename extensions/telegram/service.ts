import type { PluginApi, PluginService } from '../../src/plugin-api/index.ts';
import type { TelegramBot } from './bot.ts';
import { telegramSettings } from './settings.ts';
import { readUpdate } from './update.ts';

/** Keeps the bot while there is a token; without one the library that speaks with Telegram is not even loaded. */
export class TelegramService implements PluginService {
  readonly id = 'telegram';
  readonly #api: PluginApi;
  #bot: TelegramBot | undefined;

  constructor(api: PluginApi) {
    this.#api = api;
  }

  async start(): Promise<void> {
    const settings = telegramSettings(this.#api.config);
    const { botToken } = settings;
    if (botToken === undefined || this.#api.config.channels['telegram']?.enabled === false) return;
    const { TelegramBot } = await import('./bot.ts');
    const bot = new TelegramBot(botToken, settings, {
      logger: this.#api.logger,
      take: (update) => {
        const reading = readUpdate(update);
        return reading.kind === 'message'
          ? this.#api.receive('telegram', reading.message)
          : { accepted: true };
      },
    });
    await bot.start();
    this.#bot = bot;
  }

  async stop(): Promise<void> {
    await this.#bot?.stop();
  }

  async reply(chatId: string, text: string): Promise<void> {
    await this.#bot?.send(chatId, text);
  }
}
