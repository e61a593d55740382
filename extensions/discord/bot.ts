import { DiscordAPIError, HTTPError, REST } from '@discordjs/rest';
import { WebSocketManager, WebSocketShardEvents } from '@discordjs/ws';
import { GatewayDispatchEvents, GatewayIntentBits, Routes } from 'discord-api-types/v10';
import { type Acceptance, BackOff, type PluginLogger, splitText } from '../../src/plugin-api/index.ts';
import type { DiscordSettings } from './settings.ts';

export interface BotPorts {
  readonly logger: PluginLogger;
  /** Takes a message object of the gateway. */
  readonly take: (message: unknown, botId: string) => Acceptance;
}

/** https://discord.com/developers/docs/resources/message#create-message */
const LONGEST_MESSAGE = 2_000;
const INTENTS =
  GatewayIntentBits.Guilds |
  GatewayIntentBits.GuildMessages |
  GatewayIntentBits.DirectMessages |
  GatewayIntentBits.MessageContent;
const NORMAL = 1_000;
const AUTHENTICATION_FAILED = 4_004;
const DISALLOWED_INTENTS = 4_014;
const REFUSED: Readonly<Record<number, string>> = {
  [AUTHENTICATION_FAILED]: 'Discord refuses channels.discord.token',
  [DISALLOWED_INTENTS]:
    'Discord refuses the intents: allow "Message Content" for the bot in the developer portal',
};

/** A bot on Discord's gateway, by the libraries of discord.js: it hears messages there, and answers over REST. */
export class DiscordBot {
  readonly #rest: REST;
  readonly #manager: WebSocketManager;
  readonly #ports: BotPorts;
  readonly #stop = new AbortController();
  readonly #backOff = new BackOff(1_000, 30_000);
  #connecting: Promise<void> = Promise.resolve();
  #id = '';

  constructor(token: string, { apiRoot }: DiscordSettings, ports: BotPorts) {
    this.#ports = ports;
    this.#rest = new REST({ version: '10', ...(apiRoot === undefined ? {} : { api: apiRoot }) }).setToken(
      token,
    );
    this.#manager = new WebSocketManager({ token, intents: INTENTS, rest: this.#rest });
    this.#listen();
  }

  /** @throws where Discord refuses the token; one that does not answer is tried again in the background */
  async start(): Promise<void> {
    try {
      await this.#manager.connect();
    } catch (error) {
      if (error instanceof DiscordAPIError && error.status === 401)
        throw new Error(`Discord refuses channels.discord.token: ${error.status} ${error.message}`, {
          cause: error,
        });
      this.#ports.logger.warn(`Discord cannot be reached (${reasonOf(error)}); it is tried again`);
      this.#connecting = this.#connectLater();
    }
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#connecting;
    await this.#manager.destroy();
    this.#rest.clearHashSweeper();
    this.#rest.clearHandlerSweeper();
  }

  /** Sends an answer, in as many messages as it takes; the library keeps to Discord's rate limits. */
  async send(channelId: string, text: string): Promise<void> {
    for (const content of splitText(text, LONGEST_MESSAGE)) {
      try {
        // An answer rings nobody's bell, whatever the model wrote.
        await this.#rest.post(Routes.channelMessages(channelId), {
          body: { content, allowed_mentions: { parse: [] } },
          signal: this.#stop.signal,
        });
      } catch (error) {
        throw new Error(`Discord did not take the answer: ${reasonOf(error)}`, { cause: error });
      }
    }
  }

  async #connectLater(): Promise<void> {
    const { signal } = this.#stop;
    for (;;) {
      await this.#backOff.wait(signal);
      if (signal.aborted) return;
      try {
        await this.#manager.connect();
        return;
      } catch {
        // Said already.
      }
    }
  }

  #listen(): void {
    const { logger, take } = this.#ports;
    this.#manager.on(WebSocketShardEvents.Ready, ({ user }) => {
      this.#id = user.id;
      logger.info(`${user.username} hears messages on Discord, and answers`);
    });
    this.#manager.on(WebSocketShardEvents.Resumed, () => logger.info('Discord goes on where it was cut'));
    this.#manager.on(WebSocketShardEvents.Closed, (code) => {
      if (code === NORMAL || this.#stop.signal.aborted) return;
      const refused = REFUSED[code];
      if (refused === undefined) logger.warn(`Discord closed the connection (${code}); it is opened again`);
      else logger.error(`${refused} (${code})`);
    });
    this.#manager.on(WebSocketShardEvents.Error, (error) => logger.warn(`Discord: ${error.message}`));
    this.#manager.on(WebSocketShardEvents.SocketError, (error) => logger.debug(`Discord: ${error.message}`));
    this.#manager.on(WebSocketShardEvents.Dispatch, ({ t: type, d: data }) => {
      if (type !== GatewayDispatchEvents.MessageCreate) return;
      const acceptance = take(data, this.#id);
      // Discord sends nothing twice, and nobody waits for a status: it can only be told of.
      if (!acceptance.accepted) logger.warn(`a message from Discord is not answered: ${acceptance.why}`);
    });
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof DiscordAPIError || error instanceof HTTPError)
    return `${error.status} ${error.message}`;
  const { cause = error } = error as { cause?: unknown };
  const { code, message } = cause as { code?: unknown; message?: unknown };
  return typeof code === 'string' ? code : typeof message === 'string' ? message : 'no answer';
}
