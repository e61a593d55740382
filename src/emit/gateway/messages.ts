import { errorText } from '../../shared/text/error-text.ts';
import type { MessageOutcome } from '../diagnostics/index.ts';
import type { Acceptance, ChannelDefinition, InboundMessage } from '../plugin-api/index.ts';
import type { GatewayContext } from './context.ts';
import type { Inbox, KeptMessage, LeftMessages, MessageRecord } from './queue/inbox.ts';
import type { MessageQueue } from './queue/message-queue.ts';
import type { AgentRunner } from './runs/agent-runner.ts';
import { promptOf } from './runs/prompt.ts';
import type { Session } from './sessions/session.ts';
import type { Sessions } from './sessions/sessions.ts';
import { publicReason } from './store/system-error.ts';

/** The shared lane of incoming messages. */
const LANE = 'main';

/** The origin of a message. Telemetry correlates the message's events by it. */
export interface Origin {
  readonly messageId: string;
  readonly byWebhook: boolean;
}

interface Outcome {
  readonly outcome: MessageOutcome;
  readonly reason?: string;
}

/** The channel of that id, once no plugin is being started or stopped; undefined where it is off. */
type ChannelNow = (id: string) => Promise<ChannelDefinition | undefined>;

/** The id of a message that its channel names; undefined for others. */
export function messageIdOf({ id: channel }: ChannelDefinition, { id }: InboundMessage): string | undefined {
  return id === undefined ? undefined : `${channel}:${id}`;
}

/** What processes messages. */
export interface MessagePorts {
  readonly queue: MessageQueue;
  readonly inbox: Inbox;
  readonly sessions: Sessions;
  readonly runner: AgentRunner;
  readonly channel: ChannelNow;
  /** Resolves when the messages of the previous process are queued. */
  readonly opened: Promise<void>;
  /** Aborted when running work is: from then on no message begins. */
  readonly shutdown: AbortSignal;
}

/** Accepts messages, keeps them on disk, queues them, and runs an agent for each. */
export class Messages {
  readonly #context: GatewayContext;
  readonly #queue: MessageQueue;
  readonly #inbox: Inbox;
  readonly #sessions: Sessions;
  readonly #runner: AgentRunner;
  readonly #channel: ChannelNow;
  readonly #opened: Promise<void>;
  readonly #shutdown: AbortSignal;
  #left: LeftMessages = { waiting: [], interrupted: [] };
  readonly #accepting = new Map<string, Promise<Acceptance>>();
  #stopping = false;

  constructor(context: GatewayContext, ports: MessagePorts) {
    this.#context = context;
    this.#queue = ports.queue;
    this.#inbox = ports.inbox;
    this.#sessions = ports.sessions;
    this.#runner = ports.runner;
    this.#channel = ports.channel;
    this.#opened = ports.opened;
    this.#shutdown = ports.shutdown;
  }

  /**
   * Reads the messages that the previous process left.
   *
   * @returns the keys of the sessions in which one will run
   */
  async load(): Promise<ReadonlySet<string>> {
    this.#left = await this.#inbox.load();
    return new Set(this.#left.waiting.map(({ sessionKey }) => sessionKey));
  }

  /** Queues the messages that the previous process left, and reports interrupted ones. */
  resume(): void {
    const { log, emit } = this.#context;
    const { waiting, interrupted } = this.#left;
    for (const { id, sessionKey, channel, source, byWebhook } of interrupted) {
      const reason = 'the end of the gateway interrupted it';
      log.error(
        { messageId: id, channel, sessionKey },
        `message failed: ${reason}; it is not run again, because it is unknown how much of it was done (queue.repeatInterrupted)`,
      );
      const ended = { outcome: 'error', reason } as const;
      emit({ type: 'message.processed', messageId: id, byWebhook, sessionKey, channel, source, ...ended });
    }
    if (waiting.length > 0)
      log.info(`${waiting.length} accepted messages that the previous process did not run are run now`);
    for (const message of waiting) this.#enqueue(message);
    this.#left = { waiting: [], interrupted: [] };
  }

  /**
   * Resolves when the message is on disk, and so will run whatever happens to the process; or was not accepted. A message
   * whose channel names it is accepted again without a second run, as long as it is known.
   */
  accept(channel: ChannelDefinition, message: InboundMessage, origin: Origin): Promise<Acceptance> {
    const { messageId } = origin;
    const same = this.#accepting.get(messageId);
    if (same) return same;
    const accepting = this.#accept(channel, message, origin).finally(() => this.#accepting.delete(messageId));
    this.#accepting.set(messageId, accepting);
    return accepting;
  }

  async #accept(channel: ChannelDefinition, message: InboundMessage, origin: Origin): Promise<Acceptance> {
    // A plugin may hand in messages before those of the previous process are queued.
    await this.#opened;
    if (this.#stopping) return { accepted: false, why: 'the gateway is stopping' };
    try {
      const isKnown = message.id !== undefined && (await this.#inbox.find(origin.messageId)) !== undefined;
      if (isKnown) return { accepted: true };
    } catch (error) {
      return { accepted: false, why: publicReason(errorText(error)) };
    }
    const key = `${channel.id}:${message.chatId}`;
    const why = this.#inbox.problem ?? this.#queue.full(key, LANE);
    if (why !== null) return { accepted: false, why };
    const kept = {
      id: origin.messageId,
      sessionKey: key,
      channel: channel.id,
      chatId: message.chatId,
      source: message.source,
      text: message.text,
      byWebhook: origin.byWebhook,
      replies: channel.reply !== undefined,
    };
    const giveBack = this.#queue.reserve(key, LANE);
    try {
      await this.#inbox.keep(kept);
    } catch (error) {
      return { accepted: false, why: this.#inbox.problem ?? publicReason(errorText(error)) };
    } finally {
      giveBack();
    }
    this.#context.emit({
      type: 'message.queued',
      sessionKey: key,
      channel: channel.id,
      source: message.source,
      queueDepth: this.#queue.waitingFor(LANE) + 1,
    });
    // While it was written, the gateway may have begun to stop: the next process runs it then.
    if (!this.#stopping) this.#enqueue(kept);
    return { accepted: true };
  }

  /** What became of an accepted message; undefined for an id that is not known, or not any more. */
  find(messageId: string): Promise<MessageRecord | undefined> {
    return this.#inbox.find(messageId);
  }

  /** Accepts no more messages. Resolves when all accepted ones have ended. */
  async drain(): Promise<void> {
    this.#stopping = true;
    await this.#queue.drained();
  }

  #enqueue(message: Omit<KeptMessage, 'order'>): void {
    const session = this.#sessions.open({ key: message.sessionKey, channel: message.channel });
    void this.#queue.run(session.key, LANE, () => this.#process(session, message));
    // After the queue, because a message that starts at once never waits.
    this.#sessions.happened(session, 'queued', 'queued behind others');
  }

  async #process(session: Session, message: Omit<KeptMessage, 'order'>): Promise<void> {
    const { clock, emit, log } = this.#context;
    const { id: messageId, channel, source, byWebhook } = message;
    // The next process runs it.
    if (this.#shutdown.aborted || !(await this.#inbox.begin(messageId, this.#shutdown))) return;
    const startedAt = clock.elapsed();
    this.#sessions.happened(session, 'begun', 'message begun');
    let ended: Outcome;
    try {
      ended = await this.#answer(session, message);
    } catch (error) {
      ended = { outcome: 'error', reason: errorText(error) };
    }
    if (ended.outcome === 'error') {
      log.error({ messageId, channel, sessionKey: session.key }, `message failed: ${ended.reason}`);
    }
    emit({
      type: 'message.processed',
      messageId,
      byWebhook,
      sessionKey: session.key,
      channel,
      source,
      ...ended,
      durationMs: clock.elapsed() - startedAt,
    });
    if (ended.outcome === 'error' && this.#shutdown.aborted) this.#inbox.aborted(messageId);
    else this.#inbox.ended(messageId, ended.outcome);
    const more = this.#queue.waitingIn(session.key) > 0;
    this.#sessions.happened(session, more ? 'endedWithMore' : 'ended', `message ${ended.outcome}`);
  }

  async #answer(session: Session, message: Omit<KeptMessage, 'order'>): Promise<Outcome> {
    if (message.text.trim() === '') return { outcome: 'skipped', reason: 'no text' };
    const question = { role: 'user', content: message.text } as const;
    const run = await this.#runner.run({
      sessionKey: session.key,
      channel: message.channel,
      messageId: message.id,
      messages: promptOf(this.#context.config(), await this.#sessions.history(session), question),
      onActivity: () => this.#sessions.touch(session),
    });
    const { status, provider, model, usage } = run;
    this.#sessions.ran(session, { ok: status === 'ok', model: `${provider}/${model}`, usage });
    if (status !== 'ok') return { outcome: 'error', reason: run.error ?? status };
    await this.#sessions.remember(session, question, { role: 'assistant', content: run.text });
    if (message.replies) await this.#reply(message.channel, message.chatId, run.text);
    return { outcome: 'completed' };
  }

  /** By the current channel: its plugin may have restarted with another token since the message arrived. */
  async #reply(channelId: string, chatId: string, text: string): Promise<void> {
    const channel = await this.#channel(channelId);
    if (!channel)
      throw new Error(`the channel "${channelId}" was switched off before its answer could be sent`);
    await channel.reply?.(chatId, text);
  }
}
