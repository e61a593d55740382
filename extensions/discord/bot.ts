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
  /** Hands in a message object of Discord's gateway. */
  readonly take: (message: unknown, botId: string) => Promise<Acceptance>;
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
 * Close codes after which another try fails again. Discord resets the token of a bot that keeps trying.
 * https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes
 */
const REFUSED: Readonly<Record<number, string>> = {
  [GatewayCloseCodes.AuthenticationFailed]: 'Discord rejects channels.discord.token',
  [GatewayCloseCodes.InvalidShard]: 'Discord rejects the shard',
  [GatewayCloseCodes.ShardingRequired]: 'Discord wants this bot, which is in too many servers, to be sharded',
  [GatewayCloseCodes.InvalidAPIVersion]:
    'Discord no longer speaks this version of its API: update the gateway',
  [GatewayCloseCodes.InvalidIntents]: 'Discord does not know the intents',
  [GatewayCloseCodes.DisallowedIntents]:
    'Discord rejects the intents: allow "Message Content" for the bot in the developer portal',
};

/** Another try would fail, too. */
class RejectedError extends Error {}

/** A client of Discord, by the libraries of discord.js: receives messages from Discord's gateway and replies by REST. */
export class DiscordBot {
  readonly #rest: REST;
  readonly #manager: WebSocketManager;
  readonly #ports: BotPorts;
  readonly #stop = new AbortController();
  readonly #backOff = new BackOff(1_000, 30_000);
  #connecting: Promise<void> = Promise.resolve();
  #id = '';
  #isConnecting = false;
  #rejection: string | null = null;
  #trouble: string | null = null;

  constructor(token: string, { apiRoot }: DiscordSettings, ports: BotPorts) {
    this.#ports = ports;
    this.#rest = new REST({ version: '10', ...(apiRoot === undefined ? {} : { api: apiRoot }) }).setToken(
      token,
    );
    this.#manager = new WebSocketManager({ token, intents: INTENTS, rest: this.#rest });
    this.#listen();
  }

  /** Why no messages arrive from Discord; null while they do. */
  get trouble(): string | null {
    return this.#rejection ?? this.#trouble;
  }

  /** @throws where Discord rejects the bot. Without a response it tries again in the background. */
  async start(): Promise<void> {
    try {
      await this.#connect();
    } catch (error) {
      if (error instanceof RejectedError) throw error;
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

  /** Sends a reply, in as many messages as needed; the library keeps to Discord's rate limits. */
  async send(channelId: string, text: string): Promise<void> {
    for (const content of splitText(text, LONGEST_MESSAGE)) {
      try {
        // A reply notifies no user, whatever the model wrote.
        await this.#rest.post(Routes.channelMessages(channelId), {
          body: { content, allowed_mentions: { parse: [] } },
          signal: this.#stop.signal,
        });
      } catch (error) {
        throw new Error(`Discord did not accept the reply: ${reasonOf(error)}`, { cause: error });
      }
    }
  }

  /** @throws {RejectedError} where another try would be rejected, too */
  async #connect(): Promise<void> {
    this.#isConnecting = true;
    try {
      await this.#manager.connect();
    } catch (error) {
      if (this.#rejection !== null) throw new RejectedError(this.#rejection, { cause: error });
      if (error instanceof DiscordAPIError && error.status === 401)
        throw new RejectedError(`Discord rejects channels.discord.token: ${error.status} ${error.message}`, {
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
        // The missing response is already logged.
        if (!(error instanceof RejectedError)) continue;
        this.#trouble = error.message;
        this.#ports.logger.error(error.message);
        return;
      }
    }
  }

  async #take(data: unknown): Promise<void> {
    const { logger, take } = this.#ports;
    try {
      const acceptance = await take(data, this.#id);
      // Discord sends nothing twice, and there is no response to send: the message can only be logged.
      if (!acceptance.accepted) logger.warn(`a message from Discord is not answered: ${acceptance.why}`);
    } catch (error) {
      logger.error(`a message from Discord is not answered: ${reasonOf(error)}`);
    }
  }

  #refuse(why: string): void {
    this.#rejection = why;
    // While it connects, the caller receives the error.
    if (!this.#isConnecting) this.#ports.logger.error(why);
  }

  #listen(): void {
    const { logger } = this.#ports;
    this.#manager.on(WebSocketShardEvents.Ready, ({ user }) => {
      this.#id = user.id;
      this.#trouble = null;
      logger.info(`${user.username} receives messages from Discord, and replies`);
    });
    this.#manager.on(WebSocketShardEvents.Resumed, () => {
      this.#trouble = null;
      logger.info('the session with Discord is resumed');
    });
    this.#manager.on(WebSocketShardEvents.Closed, (code) => {
      if (code === NORMAL || this.#stop.signal.aborted) return;
      const refused = REFUSED[code];
      if (refused === undefined) {
        this.#trouble = `Discord closed the connection (${code})`;
        logger.warn(`${this.#trouble}; it connects again`);
      } else this.#refuse(`${refused} (${code})`);
    });
    this.#manager.on(WebSocketShardEvents.Error, (error) => {
      if (this.#rejection === null) logger.warn(`Discord: ${error.message}`);
    });
    this.#manager.on(WebSocketShardEvents.SocketError, (error) => logger.debug(`Discord: ${error.message}`));
    this.#manager.on(WebSocketShardEvents.Dispatch, ({ t: type, d: data }) => {
      if (type !== GatewayDispatchEvents.MessageCreate) return;
      void this.#take(data);
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
