import { z } from 'zod';
import type { MessageOutcome } from '../../diagnostics/index.ts';
import type { GatewayContext } from '../context.ts';
import type { StateStore } from '../store/state-store.ts';
import { publicReason } from '../store/system-error.ts';
import type { Table } from '../store/table.ts';

/** Longest wait of a request for a message while the store is opened again, in milliseconds. */
const FIND_PATIENCE_MS = 1_000;

const keptMessage = z.object({
  id: z.string(),
  sessionKey: z.string(),
  channel: z.string(),
  chatId: z.string(),
  source: z.string(),
  text: z.string(),
  byWebhook: z.boolean(),
  /** The channel sends the answer back. */
  replies: z.boolean(),
  /** Order of acceptance. */
  order: z.int(),
});

/** An accepted message, as the store keeps it until it has ended. */
export type KeptMessage = Readonly<z.output<typeof keptMessage>>;

const progress = z.object({
  state: z.enum(['begun', 'completed', 'skipped', 'error', 'interrupted']),
  /** Milliseconds since 1970. */
  atMs: z.number(),
  /** Runs that were begun. */
  runs: z.int(),
});

type Progress = Readonly<z.output<typeof progress>>;

/** What became of an accepted message. `atMs` is the time of its last change in milliseconds since 1970; null while it waits. */
export interface MessageRecord {
  readonly messageId: string;
  readonly state: 'queued' | Progress['state'];
  readonly atMs: number | null;
}

/** Messages that the previous process did not end. */
export interface LeftMessages {
  /** To be run, in the order of their acceptance: they waited, or their interrupted run is to be repeated. */
  readonly waiting: readonly KeptMessage[];
  /** Their run was interrupted, and is not repeated. */
  readonly interrupted: readonly KeptMessage[];
}

/**
 * The accepted messages on disk: each from before its acceptance is confirmed until it has ended, and what became of the
 * newest ones.
 */
export class Inbox {
  readonly #context: Pick<GatewayContext, 'config' | 'clock'>;
  readonly #store: StateStore;
  readonly #messages: Table<KeptMessage>;
  readonly #progress: Table<Progress>;
  /** Progress of begun messages. */
  readonly #begun = new Map<string, Progress>();
  /** Ids of ended messages, oldest first. */
  readonly #ended = new Set<string>();
  #order = 0;

  constructor(context: Pick<GatewayContext, 'config' | 'clock'>, store: StateStore) {
    this.#context = context;
    this.#store = store;
    this.#messages = store.table('messages', keptMessage);
    this.#progress = store.table('message-progress', progress);
  }

  /** Why no message can be kept now, without paths; null where one can. */
  get problem(): string | null {
    const { failure } = this.#store;
    return failure ? `the state folder cannot be written (${publicReason(failure.reason)})` : null;
  }

  /** Reads what the previous process left, and marks interrupted messages. */
  async load(): Promise<LeftMessages> {
    const left = [...(await this.#messages.all()).values()].toSorted((a, b) => a.order - b.order);
    const all = [...(await this.#progress.all())].toSorted(([, a], [, b]) => a.atMs - b.atMs);
    for (const [id, each] of all) {
      if (each.state === 'begun') this.#begun.set(id, each);
      else this.#ended.add(id);
    }
    this.#order = left.at(-1)?.order ?? 0;
    const interrupted = left.filter(({ id }) => this.#begun.has(id) && !this.#mayRepeat(id));
    for (const { id } of interrupted) this.#end(id, 'interrupted');
    return { waiting: left.filter((message) => !interrupted.includes(message)), interrupted };
  }

  /**
   * Resolves when the message is on disk.
   *
   * @throws {UnwritableError} it is then not kept
   */
  async keep(message: Omit<KeptMessage, 'order'>): Promise<void> {
    this.#order += 1;
    this.#messages.put(message.id, { ...message, order: this.#order });
    try {
      await this.#store.written();
    } catch (error) {
      // Else it would be written later, although its sender got a 503.
      this.#messages.remove(message.id);
      throw error;
    }
  }

  /**
   * Resolves when it is on disk that the run begins. While the store cannot be written, the message waits.
   *
   * @returns false where the gateway shuts down first: the message has not begun, and the next process runs it
   */
  async begin(id: string, shutdown: AbortSignal): Promise<boolean> {
    const before = this.#begun.get(id);
    const begun: Progress = {
      state: 'begun',
      atMs: this.#context.clock.now(),
      runs: (before?.runs ?? 0) + 1,
    };
    this.#begun.set(id, begun);
    this.#progress.put(id, begun);
    if (await this.#store.settled(shutdown)) return true;
    // Else the next process would take it for interrupted.
    if (before) {
      this.#begun.set(id, before);
      this.#progress.put(id, before);
    } else {
      this.#begun.delete(id);
      this.#progress.remove(id);
    }
    return false;
  }

  /** Written with the other changes of this turn, such as those of its session. */
  ended(id: string, outcome: MessageOutcome): void {
    this.#end(id, outcome);
  }

  /** The end of the gateway aborts its run. Where it is to be repeated, it stays as it is for the next process. */
  aborted(id: string): void {
    if (!this.#mayRepeat(id)) this.#end(id, 'interrupted');
  }

  /** @throws {UnwritableError} where the store cannot be read now */
  async find(messageId: string): Promise<MessageRecord | undefined> {
    const known = await this.#progress.get(messageId, FIND_PATIENCE_MS);
    if (known) return { messageId, state: known.state, atMs: known.atMs };
    const isKept = (await this.#messages.get(messageId, FIND_PATIENCE_MS)) !== undefined;
    return isKept ? { messageId, state: 'queued', atMs: null } : undefined;
  }

  #mayRepeat(id: string): boolean {
    return (this.#begun.get(id)?.runs ?? 0) <= this.#context.config().queue.repeatInterrupted;
  }

  #end(id: string, state: Exclude<Progress['state'], 'begun'>): void {
    this.#messages.remove(id);
    this.#progress.put(id, { state, atMs: this.#context.clock.now(), runs: this.#begun.get(id)?.runs ?? 0 });
    this.#begun.delete(id);
    this.#ended.add(id);
    for (const oldest of this.#ended) {
      if (this.#ended.size <= this.#context.config().queue.keepResults) break;
      this.#ended.delete(oldest);
      this.#progress.remove(oldest);
    }
  }
}
