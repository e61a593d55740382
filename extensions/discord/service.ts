import type { PluginApi, PluginService } from '../../src/emit/plugin-api/index.ts';
import type { DiscordBot } from './bot.ts';
import { readGatewayMessage } from './payload.ts';

/** Runs the bot while there is a token. Without one, Discord's libraries are not loaded. */
export class DiscordService implements PluginService {
  readonly id = 'discord';
  readonly #api: PluginApi;
  #bot: DiscordBot | undefined;
  #off: string | null = null;

  constructor(api: PluginApi) {
    this.#api = api;
  }

  async start(): Promise<void> {
    const settings = this.#api.config.channels.discord;
    const token = settings?.token;
    this.#off = null;
    if (settings?.enabled === false) {
      this.#off = 'channels.discord.enabled is false';
      return;
    }
    if (settings === undefined || token === undefined) {
      this.#off = 'not-configured: without channels.discord.token nothing is heard or answered';
      this.#api.logger.info(this.#off);
      return;
    }
    const { DiscordBot } = await import('./bot.ts');
    const bot = new DiscordBot(token, settings, {
      logger: this.#api.logger,
      take: async (message, botId) => {
        const reading = readGatewayMessage(message, botId);
        return reading.kind === 'message'
          ? this.#api.receive('discord', reading.message)
          : { accepted: true };
      },
    });
    this.#bot = bot;
    await bot.start();
  }

  async stop(): Promise<void> {
    await this.#bot?.stop();
  }

  note(): string | null {
    return this.#off ?? this.#bot?.trouble ?? null;
  }

  async reply(channelId: string, text: string): Promise<void> {
    await this.#bot?.send(channelId, text);
  }
}
