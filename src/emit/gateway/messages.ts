import { errorText } from '../../shared/text/error-text.ts';
import type { MessageOutcome } from '../diagnostics/index.ts';
import type { Acceptance, ChannelDefinition, InboundMessage } from '../plugin-api/index.ts';
import type { GatewayContext } from './context.ts';
import type { MessageQueue } from './queue/message-queue.ts';
import type { AgentRunner } from './runs/agent-runner.ts';
import { promptOf } from './runs/prompt.ts';
import type { Session } from './sessions/session.ts';
import type { Sessions } from './sessions/sessions.ts';

/** The shared lane of incoming messages. */
const LANE = 'main';

/** The origin of a message. Telemetry correlates the message's events by it. */
export interface Origin {
  readonly messageId: string;
  readonly byWebhook: boolean;
}

type AcceptedMessage = InboundMessage & Origin;

interface Outcome {
  readonly outcome: MessageOutcome;
  readonly reason?: string;
}

/** The channel of that id, once no plugin is being started or stopped; undefined where it is off. */
type ChannelNow = (id: string) => Promise<ChannelDefinition | undefined>;

/** What processes messages. */
export interface MessagePorts {
  readonly queue: MessageQueue;
  readonly sessions: Sessions;
  readonly runner: AgentRunner;
  readonly channel: ChannelNow;
}

/** Accepts messages, queues them, and runs an agent for each. */
export class Messages {
  readonly #context: GatewayContext;
  readonly #queue: MessageQueue;
  readonly #sessions: Sessions;
  readonly #runner: AgentRunner;
  readonly #channel: ChannelNow;
  #stopping = false;

  constructor(context: GatewayContext, { queue, sessions, runner, channel }: MessagePorts) {
    this.#context = context;
    this.#queue = queue;
    this.#sessions = sessions;
    this.#runner = runner;
    this.#channel = channel;
  }

  accept(channel: ChannelDefinition, message: InboundMessage, origin: Origin): Acceptance {
    if (this.#stopping) return { accepted: false, why: 'the gateway is stopping' };
    const key = `${channel.id}:${message.chatId}`;
    const why = this.#queue.full(key, LANE);
    if (why !== null) return { accepted: false, why };
    const session = this.#sessions.open({ key, channel: channel.id });
    const { source } = message;
    this.#context.emit({
      type: 'message.queued',
      sessionKey: session.key,
      channel: channel.id,
      source,
      queueDepth: this.#queue.waitingFor(LANE) + 1,
    });
    void this.#queue.run(session.key, LANE, () => this.#process(session, channel, { ...message, ...origin }));
    // After the queue, because a message that starts at once never waits.
    this.#sessions.happened(session, 'queued', 'queued behind others');
    return { accepted: true };
  }

  /** Accepts no more messages. Resolves when all accepted ones have ended. */
  async drain(): Promise<void> {
    this.#stopping = true;
    await this.#queue.drained();
  }

  async #process(session: Session, channel: ChannelDefinition, message: AcceptedMessage): Promise<void> {
    const { clock, emit, log } = this.#context;
    const startedAt = clock.elapsed();
    this.#sessions.happened(session, 'begun', 'message begun');
    let ended: Outcome;
    try {
      ended = await this.#answer(session, channel, message);
    } catch (error) {
      ended = { outcome: 'error', reason: errorText(error) };
    }
    if (ended.outcome === 'error') {
      log.error({ channel: channel.id, sessionKey: session.key }, `message failed: ${ended.reason}`);
    }
    emit({
      type: 'message.processed',
      messageId: message.messageId,
      byWebhook: message.byWebhook,
      sessionKey: session.key,
      channel: channel.id,
      source: message.source,
      ...ended,
      durationMs: clock.elapsed() - startedAt,
    });
    const more = this.#queue.waitingIn(session.key) > 0;
    this.#sessions.happened(session, more ? 'endedWithMore' : 'ended', `message ${ended.outcome}`);
  }

  async #answer(session: Session, channel: ChannelDefinition, message: AcceptedMessage): Promise<Outcome> {
    if (message.text.trim() === '') return { outcome: 'skipped', reason: 'no text' };
    const question = { role: 'user', content: message.text } as const;
    const run = await this.#runner.run({
      sessionKey: session.key,
      channel: channel.id,
      messageId: message.messageId,
      messages: promptOf(this.#context.config(), await this.#sessions.history(session), question),
      onActivity: () => this.#sessions.touch(session),
    });
    const { status, provider, model, usage } = run;
    this.#sessions.ran(session, { ok: status === 'ok', model: `${provider}/${model}`, usage });
    if (status !== 'ok') return { outcome: 'error', reason: run.error ?? status };
    await this.#sessions.remember(session, question, { role: 'assistant', content: run.text });
    if (channel.reply) await this.#reply(channel.id, message.chatId, run.text);
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
