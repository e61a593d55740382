import { DiscordAPIError, HTTPError, REST } from '@discordjs/rest';
import { WebSocketManager, WebSocketShardEvents } from '@discordjs/ws';
import { GatewayCloseCodes, GatewayDispatchEvents, GatewayIntentBits, Routes } from 'discord-api-types/v10';
import {
  type Acceptance,
  BackOff,
  type PluginLogger,
  splitText,
  type DiscordSettings,
} from '../../src/emit/plugin-api/index.ts';

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
/**
 * Codes after which another try can only be refused again; Discord resets the token of a bot that goes on trying.
 * https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes
 */
const REFUSED: Readonly<Record<number, string>> = {
  [GatewayCloseCodes.AuthenticationFailed]: 'Discord refuses channels.discord.token',
  [GatewayCloseCodes.InvalidShard]: 'Discord refuses the shard',
  [GatewayCloseCodes.ShardingRequired]: 'Discord wants this bot, which is in too many servers, to be sharded',
  [GatewayCloseCodes.InvalidAPIVersion]:
    'Discord no longer speaks this version of its API: update the gateway',
  [GatewayCloseCodes.InvalidIntents]: 'Discord does not know the intents',
  [GatewayCloseCodes.DisallowedIntents]:
    'Discord refuses the intents: allow "Message Content" for the bot in the developer portal',
};

/** Trying again is of no use. */
class RefusedError extends Error {}

/** A bot on Discord's gateway, by the libraries of discord.js: it hears messages there, and answers over REST. */
export class DiscordBot {
  readonly #rest: REST;
  readonly #manager: WebSocketManager;
  readonly #ports: BotPorts;
  readonly #stop = new AbortController();
  readonly #backOff = new BackOff(1_000, 30_000);
  #connecting: Promise<void> = Promise.resolve();
  #id = '';
  #isConnecting = false;
  #refusal: string | null = null;
  #trouble: string | null = null;

  constructor(token: string, { apiRoot }: DiscordSettings, ports: BotPorts) {
    this.#ports = ports;
    this.#rest = new REST({ version: '10', ...(apiRoot === undefined ? {} : { api: apiRoot }) }).setToken(
      token,
    );
    this.#manager = new WebSocketManager({ token, intents: INTENTS, rest: this.#rest });
    this.#listen();
  }

  /** Why Discord cannot be heard; null while it can. */
  get trouble(): string | null {
    return this.#refusal ?? this.#trouble;
  }

  /** @throws where Discord refuses the bot; one that does not answer is tried again in the background */
  async start(): Promise<void> {
    try {
      await this.#connect();
    } catch (error) {
      if (error instanceof RefusedError) throw error;
      this.#trouble = `Discord cannot be reached: ${reasonOf(error)}`;
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

  /** @throws {RefusedError} where another try would be refused as well */
  async #connect(): Promise<void> {
    this.#isConnecting = true;
    try {
      await this.#manager.connect();
    } catch (error) {
      if (this.#refusal !== null) throw new RefusedError(this.#refusal, { cause: error });
      if (error instanceof DiscordAPIError && error.status === 401)
        throw new RefusedError(`Discord refuses channels.discord.token: ${error.status} ${error.message}`, {
          cause: error,
        });
      throw error;
    } finally {
      this.#isConnecting = false;
    }
  }

  async #connectLater(): Promise<void> {
    const { signal } = this.#stop;
    for (;;) {
      await this.#backOff.wait(signal);
      if (signal.aborted) return;
      try {
        await this.#connect();
        return;
      } catch (error) {
        // That it does not answer is said already.
        if (!(error instanceof RefusedError)) continue;
        this.#trouble = error.message;
        this.#ports.logger.error(error.message);
        return;
      }
    }
  }

  #refuse(why: string): void {
    this.#refusal = why;
    // While it connects, whoever waits for it is told by the error.
    if (!this.#isConnecting) this.#ports.logger.error(why);
  }

  #listen(): void {
    const { logger, take } = this.#ports;
    this.#manager.on(WebSocketShardEvents.Ready, ({ user }) => {
      this.#id = user.id;
      this.#trouble = null;
      logger.info(`${user.username} hears messages on Discord, and answers`);
    });
    this.#manager.on(WebSocketShardEvents.Resumed, () => {
      this.#trouble = null;
      logger.info('Discord goes on where it was cut');
    });
    this.#manager.on(WebSocketShardEvents.Closed, (code) => {
      if (code === NORMAL || this.#stop.signal.aborted) return;
      const refused = REFUSED[code];
      if (refused === undefined) {
        this.#trouble = `Discord closed the connection (${code})`;
        logger.warn(`${this.#trouble}; it is opened again`);
      } else this.#refuse(`${refused} (${code})`);
    });
    this.#manager.on(WebSocketShardEvents.Error, (error) => {
      if (this.#refusal === null) logger.warn(`Discord: ${error.message}`);
    });
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
