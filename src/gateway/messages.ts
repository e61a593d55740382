import type { MessageOutcome } from '../diagnostics/index.ts';
import type { ChannelDefinition, InboundMessage } from '../plugin-api/index.ts';
import type { GatewayContext } from './context.ts';
import { errorText } from './error-text.ts';
import type { MessageQueue } from './queue/message-queue.ts';
import type { Runner } from './runs/index.ts';
import type { Session, Sessions } from './sessions/sessions.ts';

export type Acceptance = 'accepted' | 'full' | 'stopping';

/** Lane of the messages that people send. */
const LANE = 'main';

interface Outcome {
  readonly outcome: MessageOutcome;
  readonly reason?: string;
}

/** Takes messages in, queues them, and has each answered by an agent run. */
export class Messages {
  readonly #context: GatewayContext;
  readonly #queue: MessageQueue;
  readonly #sessions: Sessions;
  readonly #runner: Runner;
  readonly #abort = new AbortController();
  #stopping = false;

  constructor(context: GatewayContext, queue: MessageQueue, sessions: Sessions, runner: Runner) {
    this.#context = context;
    this.#queue = queue;
    this.#sessions = sessions;
    this.#runner = runner;
  }

  accept(channel: ChannelDefinition, message: InboundMessage): Acceptance {
    if (this.#stopping) return 'stopping';
    if (this.#queue.full) return 'full';
    const session = this.#sessions.open(channel.id, message.chatId);
    this.#context.emit({
      type: 'message.queued',
      sessionKey: session.key,
      channel: channel.id,
      source: message.source,
      queueDepth: this.#queue.waiting + 1,
    });
    if (session.state === 'idle') this.#sessions.moveTo(session, 'waiting', 'message queued');
    void this.#queue.run(session.key, LANE, () => this.#process(session, channel, message));
    return 'accepted';
  }

  /** Takes nothing more in, waits for what was taken, and ends by force what is not done in time. */
  async drain(timeoutMs: number): Promise<void> {
    this.#stopping = true;
    const timer = setTimeout(() => {
      this.#context.log.warn(
        `${this.#queue.unfinished} messages were not done ${timeoutMs / 1_000} s after the stop was asked for; their runs are aborted`,
      );
      this.#abort.abort();
    }, timeoutMs);
    await this.#queue.drained();
    clearTimeout(timer);
  }

  async #process(session: Session, channel: ChannelDefinition, message: InboundMessage): Promise<void> {
    const { clock, emit, log } = this.#context;
    const startedAt = clock.elapsed();
    this.#sessions.moveTo(session, 'processing', 'message begun');
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
      sessionKey: session.key,
      channel: channel.id,
      source: message.source,
      ...ended,
      durationMs: clock.elapsed() - startedAt,
    });
    const more = this.#queue.waitingIn(session.key) > 0;
    this.#sessions.moveTo(session, more ? 'waiting' : 'idle', `message ${ended.outcome}`);
  }

  async #answer(session: Session, channel: ChannelDefinition, message: InboundMessage): Promise<Outcome> {
    if (message.text.trim() === '') return { outcome: 'skipped', reason: 'no text' };
    const { systemPrompt } = this.#context.config().agents.defaults;
    const question = { role: 'user', content: message.text } as const;
    const run = await this.#runner.run({
      sessionKey: session.key,
      channel: channel.id,
      messages: [
        ...(systemPrompt === undefined ? [] : [{ role: 'system', content: systemPrompt } as const]),
        ...session.history,
        question,
      ],
      signal: this.#abort.signal,
      onActivity: () => this.#sessions.touch(session),
    });
    if (run.status !== 'ok') return { outcome: 'error', reason: run.error ?? run.status };
    this.#sessions.remember(session, question, { role: 'assistant', content: run.text });
    await channel.reply?.(message.chatId, run.text);
    return { outcome: 'completed' };
  }
}
