import { setTimeout as sleep } from 'node:timers/promises';

/** How a gateway is reached, also while it is down: then the promises reject. */
export interface GatewayReach {
  /** Posts to `/webhooks/webhook`. */
  readonly post: (body: { readonly chatId: string; readonly text: string }) => Promise<Response>;
  /** `GET /api/messages/<id>`. */
  readonly find: (messageId: string) => Promise<Response>;
}

/** What became of the accepted messages. All was kept where `problems` is empty. */
export interface Kept {
  readonly accepted: number;
  /** Ended: completed, skipped, or failed with an error. */
  readonly processed: number;
  /** Marked, because the end of the process interrupted their run. */
  readonly interrupted: number;
  /** Sent, and cut off before an answer: kept or not, but never run twice. */
  readonly unanswered: number;
  readonly problems: readonly string[];
}

/** Chats that the messages go to. */
const CHATS = 50;

/**
 * Sends messages to a gateway that may be killed, evicted or moved at any moment, and says of each accepted one what became
 * of it. Reused wherever a gateway ends: as a process, or as a pod.
 */
export class AcceptedMessages {
  readonly #reach: GatewayReach;
  readonly #prefix: string;
  /** Text by id of the accepted messages. */
  readonly accepted = new Map<string, string>();
  readonly #unanswered = new Set<string>();
  #sent = 0;

  /** @param prefix of the texts, which the model server sees */
  constructor(reach: GatewayReach, prefix = 'message') {
    this.#reach = reach;
    this.#prefix = prefix;
  }

  /** Number of messages that were sent, whatever the answer. */
  get sent(): number {
    return this.#sent;
  }

  /** Sends one after the other until `stop`; several of these may run at once. */
  async send(stop: AbortSignal, pauseMs = 0): Promise<void> {
    while (!stop.aborted) {
      this.#sent += 1;
      const text = `${this.#prefix} ${this.#sent} of the sender`;
      try {
        const response = await this.#reach.post({ chatId: `chat-${this.#sent % CHATS}`, text });
        const { messageId } = (await response.json()) as { messageId?: string };
        if (response.status === 202 && messageId !== undefined) this.accepted.set(messageId, text);
        else await sleep(50);
      } catch {
        this.#unanswered.add(text);
        await sleep(50);
      }
      if (pauseMs > 0) await sleep(pauseMs);
    }
  }

  /**
   * Waits until each accepted message has ended, and holds it against what the model was asked.
   *
   * @param asked the last message of each request that the model server got
   * @param timeoutMs longest wait for all
   */
  async judge(asked: () => Iterable<string>, timeoutMs = 60_000): Promise<Kept> {
    const states = new Map<string, string>();
    const deadline = performance.now() + timeoutMs;
    for (;;) {
      for (const id of this.accepted.keys()) {
        if (!isFinal(states.get(id))) states.set(id, await this.#stateOf(id));
      }
      if ([...states.values()].every(isFinal) || performance.now() > deadline) break;
      await sleep(200);
    }
    const times = new Map<string, number>();
    for (const text of asked()) times.set(text, (times.get(text) ?? 0) + 1);
    const problems: string[] = [];
    const counts = { processed: 0, interrupted: 0 };
    for (const [id, text] of this.accepted) {
      const state = states.get(id) ?? 'never asked for';
      const requests = times.get(text) ?? 0;
      if (!isFinal(state)) problems.push(`${id} (${text}) was answered 202 and is lost: ${state}`);
      else if (state === 'interrupted') counts.interrupted += 1;
      else counts.processed += 1;
      if (state === 'completed' && requests === 0)
        problems.push(`${id} (${text}) ended without a model call`);
      if (requests > 1) problems.push(`${id} (${text}) was run ${requests} times`);
    }
    for (const text of this.#unanswered) {
      const requests = times.get(text) ?? 0;
      if (requests > 1) problems.push(`${text}, which was not answered, was run ${requests} times`);
    }
    return { accepted: this.accepted.size, unanswered: this.#unanswered.size, ...counts, problems };
  }

  async #stateOf(id: string): Promise<string> {
    try {
      const response = await this.#reach.find(id);
      if (response.status === 404) return 'unknown to the gateway';
      const { state } = (await response.json()) as { state?: string };
      return state ?? `answered ${response.status}`;
    } catch {
      return 'the gateway does not answer';
    }
  }
}

function isFinal(state: string | undefined): boolean {
  return ['completed', 'skipped', 'error', 'interrupted'].includes(state ?? '');
}
