import type { GatewayContext } from '../context.ts';
import type { Sessions } from './sessions.ts';

/** At every tick, reports each stuck session and deletes sessions that were idle for too long. */
export class StuckDetector {
  readonly #context: GatewayContext;
  readonly #sessions: Sessions;
  readonly #queueDepth: (sessionKey: string) => number;
  #timer: NodeJS.Timeout | undefined;
  #intervalMs = 0;

  constructor(context: GatewayContext, sessions: Sessions, queueDepth: (sessionKey: string) => number) {
    this.#context = context;
    this.#sessions = sessions;
    this.#queueDepth = queueDepth;
  }

  /** Starts the ticks, or applies a changed interval. */
  start(): void {
    const intervalMs = this.#context.config().session.stuckCheckIntervalMs;
    if (this.#timer && intervalMs === this.#intervalMs) return;
    this.stop();
    this.#intervalMs = intervalMs;
    this.#timer = setInterval(() => this.tick(), intervalMs).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  tick(): void {
    this.#sessions.prune();
    for (const { session, ageMs } of this.#sessions.stuck()) {
      const { key: sessionKey, telemetryKey, state } = session;
      this.#context.emit({ type: 'session.stuck', sessionKey: telemetryKey, state, ageMs });
      this.#context.log.warn(
        { sessionKey, state, ageMs: Math.round(ageMs) },
        `[diagnostic] stuck session: sessionKey=${sessionKey} state=${state} age=${Math.round(ageMs / 1_000)}s queueDepth=${this.#queueDepth(sessionKey)}`,
      );
    }
  }
}
