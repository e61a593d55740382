import type { PluginApi, PluginService, WebhookReading } from '../../src/emit/plugin-api/index.ts';
import type { TelegramBot } from './bot.ts';
import { webhookProblem } from './settings.ts';
import { readUpdate } from './update.ts';

/** Runs the bot while there is a token. Without one, Telegram's library is not loaded. */
export class TelegramService implements PluginService {
  readonly id = 'telegram';
  readonly #api: PluginApi;
  #bot: TelegramBot | undefined;
  #off: string | null = null;

  constructor(api: PluginApi) {
    this.#api = api;
  }

  async start(): Promise<void> {
    const settings = this.#api.config.channels.telegram;
    const botToken = settings?.botToken;
    this.#off = null;
    if (settings?.enabled === false) {
      this.#off = 'channels.telegram.enabled is false';
      return;
    }
    if (settings === undefined || botToken === undefined) {
      this.#off = 'not-configured: without channels.telegram.botToken nothing is fetched or answered';
      this.#api.logger.info(this.#off);
      return;
    }
    const problem = webhookProblem(settings);
    if (problem !== null) throw new Error(problem);
    const { TelegramBot } = await import('./bot.ts');
    const bot = new TelegramBot(botToken, settings, {
      logger: this.#api.logger,
      take: async (update) => {
        const reading = this.read(update);
        return reading.kind === 'message'
          ? this.#api.receive('telegram', reading.message)
          : { accepted: true };
      },
    });
    // Before it has started, so that a slow start can be stopped.
    this.#bot = bot;
    await bot.start();
  }

  /** Reads an update of the configured bot. */
  read(body: unknown): WebhookReading {
    // A bot's token begins with its id, which is no secret.
    const token = this.#api.config.channels.telegram?.botToken ?? '';
    return readUpdate(body, /^(\d+):/.exec(token)?.[1]);
  }

  async stop(): Promise<void> {
    await this.#bot?.stop();
  }

  note(): string | null {
    return this.#off ?? this.#bot?.trouble ?? null;
  }

  async reply(chatId: string, text: string): Promise<void> {
    await this.#bot?.send(chatId, text);
  }
}
