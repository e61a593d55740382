import { setTimeout as sleep } from 'node:timers/promises';
import type { DemoEnvironment } from '../../src/demo/index.ts';
import { nextUpdateId } from '../../src/demo/traffic.ts';

/** What was sent, and the responses. */
export class Traffic {
  /** Texts of the messages that the gateway accepted: each must reach the model. */
  readonly accepted: string[] = [];
  /** Number of responses by status. */
  readonly responses = new Map<number, number>();
  readonly #environment: DemoEnvironment;

  constructor(environment: DemoEnvironment) {
    this.#environment = environment;
  }

  /** Sends one request after the other until it is aborted. */
  async run(sender: number, ended: AbortSignal): Promise<void> {
    for (let count = 0; !ended.aborted; count++) {
      await this.#send(sender, count);
      await sleep(20 + ((sender * 7 + count * 13) % 60));
    }
  }

  async #send(sender: number, count: number): Promise<void> {
    const { webhookToken } = this.#environment;
    const text = `${wordsOf(sender + count)} (${sender}.${count})`;
    switch (count % 12) {
      case 3:
        await this.#post('webhook', '{ not JSON', webhookToken);
        return;
      case 5:
        await this.#post('webhook', JSON.stringify({ chatId: 'c', text }), 'a wrong token');
        return;
      case 7:
        await this.#post('nowhere', '{}', webhookToken);
        return;
      case 9:
        await this.#post('webhook', JSON.stringify({ chatId: 'c', text: 'x'.repeat(20_000) }), webhookToken);
        return;
      case 10: {
        const chat = { id: 100 + sender, type: 'private', first_name: 'Aki' };
        const message = {
          message_id: count,
          date: 1_771_556_400,
          chat,
          from: { ...chat, is_bot: false },
          text,
        };
        if (
          await this.#post('telegram', JSON.stringify({ update_id: nextUpdateId(), message }), webhookToken)
        )
          this.accepted.push(text);
        return;
      }
      default: {
        const body = JSON.stringify({
          chatId: `${sender}-${count % 5}`,
          text,
          source: count % 4 ? 'user' : 'bot',
        });
        if (await this.#post('webhook', body, webhookToken)) this.accepted.push(text);
      }
    }
  }

  /** @returns whether it was accepted */
  async #post(channel: string, body: string, token: string): Promise<boolean> {
    const response = await fetch(`${this.#environment.gatewayUrl}/webhooks/${channel}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body,
    });
    await response.arrayBuffer();
    this.responses.set(response.status, (this.responses.get(response.status) ?? 0) + 1);
    return response.status === 202;
  }
}

/** Some texts make the demo's model server fail: late, once, or with rubbish. */
function wordsOf(count: number): string {
  if (count % 53 === 0) return 'a slow question';
  if (count % 17 === 0) return 'a flaky question';
  if (count % 23 === 0) return 'a rubbish question';
  return 'hello';
}
