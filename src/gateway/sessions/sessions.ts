import type { SessionState } from '../../diagnostics/index.ts';
import type { GatewayContext } from '../context.ts';

/** Sessions that are kept; past it, the one that has been idle longest is forgotten. */
const KEPT = 10_000;

export interface Turn {
  readonly role: 'user' | 'assistant';
  readonly content: string;
}

/** One conversation. */
export interface Session {
  readonly key: string;
  readonly channel: string;
  readonly state: SessionState;
  /** Last sign of life, by the monotonic clock, in milliseconds. */
  readonly activeAt: number;
  readonly history: readonly Turn[];
}

type MutableSession = { -readonly [Key in keyof Session]: Session[Key] };

export interface SessionCounts {
  readonly idle: number;
  readonly processing: number;
  readonly waiting: number;
  readonly total: number;
}

/** The conversations of the gateway and their states. */
export class Sessions {
  readonly #context: Pick<GatewayContext, 'config' | 'emit' | 'clock'>;
  readonly #sessions = new Map<string, MutableSession>();

  constructor(context: Pick<GatewayContext, 'config' | 'emit' | 'clock'>) {
    this.#context = context;
  }

  /** The session of a chat; made where there is none. */
  open(channel: string, chatId: string): Session {
    const key = `${channel}:${chatId}`;
    let session = this.#sessions.get(key);
    if (!session) {
      session = { key, channel, state: 'idle', activeAt: this.#context.clock.elapsed(), history: [] };
      this.#forgetOldest();
      this.#sessions.set(key, session);
    }
    return session;
  }

  /** Room for one more. The map is in the order of the last becoming idle, so the first idle one is the oldest. */
  #forgetOldest(): void {
    if (this.#sessions.size < KEPT) return;
    for (const [key, { state }] of this.#sessions) {
      if (state !== 'idle') continue;
      this.#sessions.delete(key);
      return;
    }
  }

  moveTo(session: Session, state: SessionState, reason: string): void {
    this.touch(session);
    if (session.state === state) return;
    const prevState = session.state;
    (session as MutableSession).state = state;
    if (state === 'idle') {
      this.#sessions.delete(session.key);
      this.#sessions.set(session.key, session);
    }
    this.#context.emit({ type: 'session.state', sessionKey: session.key, prevState, state, reason });
  }

  /** Notes a sign of life. */
  touch(session: Session): void {
    (session as MutableSession).activeAt = this.#context.clock.elapsed();
  }

  remember(session: Session, ...turns: Turn[]): void {
    const { maxHistoryMessages } = this.#context.config().session;
    (session as MutableSession).history = [...session.history, ...turns].slice(-maxHistoryMessages);
  }

  /** Sessions at work whose last sign of life is older than the configured age, with that age in milliseconds. */
  stuck(): { session: Session; ageMs: number }[] {
    const now = this.#context.clock.elapsed();
    const { stuckAfterMs } = this.#context.config().session;
    return [...this.#sessions.values()]
      .filter(({ state, activeAt }) => state === 'processing' && now - activeAt > stuckAfterMs)
      .map((session) => ({ session, ageMs: now - session.activeAt }));
  }

  counts(): SessionCounts {
    const counts = { idle: 0, processing: 0, waiting: 0, total: this.#sessions.size };
    for (const { state } of this.#sessions.values()) counts[state] += 1;
    return counts;
  }
}
