import { setTimeout as sleep } from 'node:timers/promises';
import { Api } from 'grammy';
import type { Update } from 'grammy/types';
import {
  BackOff,
  type Acceptance,
  type PluginLogger,
  splitText,
  type TelegramSettings,
} from '../../src/emit/plugin-api/index.ts';
import { apiFailure, isRejectedToken } from './failure.ts';

export interface BotPorts {
  readonly logger: PluginLogger;
  /** Hands in one update. An update that is not accepted is handed in again later. */
  readonly take: (update: Update) => Promise<Acceptance>;
}

/** Duration of one long poll, in seconds. */
const POLL_SECONDS = 30;
/** Longest wait for Telegram at start and stop, so that the gateway's start and stop do not hang. */
const PATIENCE_MS = 5_000;
const FULL_WAIT_MS = 1_000;
/** https://core.telegram.org/bots/api#sendmessage */
const LONGEST_MESSAGE = 4_096;
const SEND_ATTEMPTS = 4;
const UPDATES = ['message'] as const;

/** A client of the Bot API: fetches updates by long polling, or receives them by webhook, and sends replies. */
export class TelegramBot {
  readonly #api: Api;
  readonly #settings: TelegramSettings;
  readonly #ports: BotPorts;
  readonly #stop = new AbortController();
  readonly #backOff = new BackOff(1_000, 30_000);
  #polling: Promise<void> = Promise.resolve();
  /** Offset of the next update. Telegram drops all earlier updates when it receives this offset. */
  #offset = 0;
  #confirmed = 0;
  #isConnected = false;
  #trouble: string | null = null;

  constructor(token: string, settings: TelegramSettings, ports: BotPorts) {
    const { apiRoot } = settings;
    this.#api = new Api(token, {
      timeoutSeconds: POLL_SECONDS * 2,
      ...(apiRoot === undefined ? {} : { apiRoot: apiRoot.replace(/\/+$/, '') }),
    });
    this.#settings = settings;
    this.#ports = ports;
  }

  /** Why Telegram cannot be polled; null while it can. */
  get trouble(): string | null {
    return this.#trouble;
  }

  /** @throws where Telegram rejects the token. Without a response it tries again in the background. */
  async start(): Promise<void> {
    try {
      await this.#connect(AbortSignal.timeout(PATIENCE_MS));
    } catch (error) {
      const failure = apiFailure(error);
      if (isRejectedToken(failure))
        throw new Error(`Telegram rejects channels.telegram.botToken: ${failure.text}`, { cause: error });
    }
    this.#polling = this.#poll();
  }

  async #connect(signal: AbortSignal): Promise<void> {
    const until = signal as never;
    const { webhookUrl, webhookToken = '' } = this.#settings;
    const { username } = await this.#api.getMe(until);
    if (webhookUrl === undefined) await this.#api.deleteWebhook({}, until);
    else {
      const asked = { secret_token: webhookToken, allowed_updates: UPDATES };
      await this.#api.setWebhook(webhookUrl, asked, until);
    }
    const way = webhookUrl === undefined ? 'polls for its messages' : 'receives its messages by webhook';
    this.#ports.logger.info(`@${username} ${way}, and replies`);
    this.#isConnected = true;
    this.#trouble = null;
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#polling;
    if (this.#offset > this.#confirmed) {
      // Else the last updates would be delivered, and answered, once more.
      const confirmation = { offset: this.#offset, limit: 1, timeout: 0 };
      await this.#api
        .getUpdates(confirmation, AbortSignal.timeout(PATIENCE_MS) as never)
        .catch(() => undefined);
    }
  }

  /**
   * Sends a reply, in as many messages as needed.
   *
   * @param chatId from `readUpdate`: the chat, and the topic of a forum after a colon
   */
  async send(chatId: string, text: string): Promise<void> {
    const [chat = '', thread] = chatId.split(':');
    for (const part of splitText(text, LONGEST_MESSAGE)) {
      await this.#sendPart(
        Number(chat),
        part,
        thread === undefined ? {} : { message_thread_id: Number(thread) },
      );
    }
  }

  async #sendPart(chat: number, text: string, where: { message_thread_id?: number }): Promise<void> {
    const backOff = new BackOff(500, 4_000);
    for (let attempt = 1; ; attempt += 1) {
      try {
        await this.#api.sendMessage(chat, text, where);
        return;
      } catch (error) {
        const { text: why, status = 500, retryAfterMs } = apiFailure(error);
        const isFinal = status !== 429 && status < 500;
        if (isFinal || attempt === SEND_ATTEMPTS || this.#stop.signal.aborted)
          throw new Error(`Telegram did not accept the reply: ${why}`, { cause: error });
        await backOff.wait(this.#stop.signal, retryAfterMs);
      }
    }
  }

  async #poll(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      try {
        if (!this.#isConnected) await this.#connect(signal);
        if (this.#settings.webhookUrl !== undefined) return;
        const asked = { offset: this.#offset, timeout: POLL_SECONDS, allowed_updates: UPDATES };
        const updates = await this.#api.getUpdates(asked, signal as never);
        this.#confirmed = this.#offset;
        this.#trouble = null;
        if (!this.#backOff.isCalm) this.#ports.logger.info('Telegram responds again');
        this.#backOff.succeeded();
        for (const update of updates) await this.#take(update);
      } catch (error) {
        if (signal.aborted) return;
        const { text, status, retryAfterMs } = apiFailure(error);
        this.#complain(status === 409 ? `${text}: another client polls with the same token` : text);
        await this.#backOff.wait(signal, retryAfterMs);
      }
    }
  }

  /** Hands in an update. While there is no room, it waits, and no more updates are fetched. */
  async #take(update: Update): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      if ((await this.#ports.take(update)).accepted) {
        this.#offset = update.update_id + 1;
        return;
      }
      await sleep(FULL_WAIT_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Logs the first failure after a success. */
  #complain(why: string): void {
    this.#trouble = `Telegram cannot be reached: ${why}`;
    if (this.#backOff.isCalm)
      this.#ports.logger.warn(`Telegram cannot be reached (${why}); it is tried again`);
  }
}
