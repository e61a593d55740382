import type { SessionCounts } from '../../../shared/protocol/status.ts';
import type { GatewayContext } from '../context.ts';
import type { StateStore } from '../store/state-store.ts';
import type { Table } from '../store/table.ts';
import { newestTurns, type Session, type SessionRecord, sessionRecord, type Turn, turns } from './session.ts';
import { nextState, type SessionEvent } from './state-machine.ts';

type MutableSession = { -readonly [Key in keyof Session]: Session[Key] };

/** Names a session. In telemetry many short sessions share one name. */
export type SessionName = Pick<SessionRecord, 'key' | 'channel'> &
  Partial<Pick<SessionRecord, 'telemetryKey' | 'agent'>>;

/** What a session keeps of a run. */
export interface SessionRun {
  readonly ok: boolean;
  /** `provider/model`. */
  readonly model: string;
  readonly usage: { readonly input: number; readonly output: number; readonly total: number } | undefined;
}

type Context = Pick<GatewayContext, 'config' | 'emit' | 'clock' | 'log'>;

/** The conversations of the gateway and their states, kept across restarts. Their turns stay in the store. */
export class Sessions {
  readonly #context: Context;
  readonly #records: Table<SessionRecord>;
  readonly #histories: Table<Turn[]>;
  readonly #sessions = new Map<string, MutableSession>();

  constructor(context: Context, store: StateStore) {
    this.#context = context;
    this.#records = store.table('sessions', sessionRecord);
    this.#histories = store.table('histories', turns);
  }

  /**
   * Loads the sessions of the previous process. A session that was busy is idle again.
   *
   * @param continued keys of sessions whose work is run again, so that nothing of it is lost
   */
  async restore(continued: ReadonlySet<string> = new Set()): Promise<void> {
    const records = [...(await this.#records.all()).values()];
    const interrupted = records.filter(({ state }) => state !== 'idle');
    const activeAt = this.#context.clock.elapsed();
    for (const record of records.toSorted((a, b) => a.updatedAtMs - b.updatedAtMs)) {
      this.#sessions.set(record.key, { ...record, activeAt });
    }
    for (const { key, state } of interrupted) {
      if (!continued.has(key)) {
        this.#context.log.warn(
          { sessionKey: key, state },
          `session ${key} was ${state} when the gateway ended; it is idle again, and what it had not answered is lost`,
        );
      }
      const session = this.#sessions.get(key);
      if (session) this.happened(session, 'interrupted', 'the gateway ended');
    }
    this.prune();
  }

  /** The session of a name; created if it does not exist. */
  open({ key, telemetryKey = key, channel, agent = 'main' }: SessionName): Session {
    const known = this.#sessions.get(key);
    if (known) return known;
    const now = this.#context.clock.now();
    const session: MutableSession = {
      key,
      telemetryKey,
      agent,
      channel,
      state: 'idle',
      messages: 0,
      errors: 0,
      model: null,
      tokens: { input: 0, output: 0, total: 0 },
      createdAtMs: now,
      updatedAtMs: now,
      activeAt: this.#context.clock.elapsed(),
    };
    this.#sessions.set(key, session);
    this.#forgetSurplus(session);
    return session;
  }

  happened(session: Session, event: SessionEvent, reason: string): void {
    const state = nextState(session.state, event);
    this.touch(session);
    if (session.state === state) return;
    const { telemetryKey: sessionKey, state: prevState } = session;
    const changed = this.#change(session, { state });
    if (state === 'idle') {
      this.#sessions.delete(session.key);
      this.#sessions.set(session.key, changed);
    }
    this.#context.emit({ type: 'session.state', sessionKey, prevState, state, reason });
  }

  /** Notes a sign of life. */
  touch(session: Session): void {
    (session as MutableSession).activeAt = this.#context.clock.elapsed();
  }

  /** Counts a run and its tokens. */
  ran(session: Session, { ok, model, usage }: SessionRun): void {
    const { messages, errors, tokens } = session;
    this.#change(session, {
      model,
      messages: messages + 1,
      errors: errors + (ok ? 0 : 1),
      tokens: {
        input: tokens.input + (usage?.input ?? 0),
        output: tokens.output + (usage?.output ?? 0),
        total: tokens.total + (usage?.total ?? 0),
      },
    });
  }

  /** The turns for the next run, oldest first. */
  async history({ key }: Session): Promise<readonly Turn[]> {
    const { maxHistoryMessages, maxHistoryBytes } = this.#context.config().session;
    return newestTurns((await this.#histories.get(key)) ?? [], maxHistoryMessages, maxHistoryBytes);
  }

  async remember(session: Session, ...said: Turn[]): Promise<void> {
    const { maxHistoryMessages, maxHistoryBytes } = this.#context.config().session;
    const all = [...(await this.history(session)), ...said];
    this.#histories.put(session.key, newestTurns(all, maxHistoryMessages, maxHistoryBytes));
  }

  /** Deletes sessions that have been idle for longer than configured. */
  prune(): void {
    const { session, cron } = this.#context.config();
    const now = this.#context.clock.now();
    for (const { key, channel, state, updatedAtMs } of this.#sessions.values()) {
      const maxAgeMs = channel === 'cron' ? cron.sessionMaxAgeMs : session.maxAgeMs;
      if (state === 'idle' && now - updatedAtMs > maxAgeMs) this.#forget(key);
    }
    this.#forgetSurplus();
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

  #change(session: Session, change: Partial<SessionRecord>): MutableSession {
    const mutable = session as MutableSession;
    Object.assign(mutable, change, { updatedAtMs: this.#context.clock.now() });
    const { activeAt: _, ...record } = mutable;
    this.#records.put(session.key, record);
    return mutable;
  }

  /**
   * The map is ordered by when sessions became idle, so the first idle one is the oldest. Sessions of jobs go first:
   * they are never continued, and a job that runs every second would evict all conversations.
   */
  #forgetSurplus(except?: Session): void {
    let surplus = this.#sessions.size - this.#context.config().session.maxEntries;
    if (surplus <= 0) return;
    const idle = [...this.#sessions.values()].filter(({ state }) => state === 'idle');
    const ofJobs = idle.filter(({ channel }) => channel === 'cron');
    for (const session of new Set([...ofJobs, ...idle])) {
      if (session === except) continue;
      this.#forget(session.key);
      surplus -= 1;
      if (surplus <= 0) return;
    }
  }

  #forget(key: string): void {
    this.#sessions.delete(key);
    this.#records.remove(key);
    this.#histories.remove(key);
  }
}
