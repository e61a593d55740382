import { setTimeout as sleep } from 'node:timers/promises';
import { nextUpdateId } from '../../src/demo/traffic.ts';
import type { ScenarioGateway } from './gateway.ts';

export const DEFAULT_MESSAGES: readonly string[] = ['hello', 'what is new', 'thanks'];
const EVERY_MS = 100;

/** The body of a message on each channel; any other channel gets the body of the generic webhook. */
const BODIES: Readonly<Record<string, (text: string, index: number) => object>> = {
  telegram: (text, index) => ({
    update_id: nextUpdateId(),
    message: { message_id: index, date: 1_771_556_400, chat: { id: 100, type: 'private' }, text },
  }),
  discord: (content, index) => ({
    id: String(2_000 + index),
    type: 0,
    channel_id: '200',
    content,
    author: { id: '300', username: 'aki' },
  }),
};

/** Sends the messages to each channel, and one request to a webhook that does not exist. */
export async function sendTraffic(
  { url, channels, client }: ScenarioGateway,
  messages: readonly string[],
): Promise<void> {
  if (!client) return;
  const post = async (channel: string, body: object, token: string | undefined): Promise<void> => {
    const response = await fetch(`${url}/webhooks/${channel}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(body),
    });
    await response.arrayBuffer();
  };
  for (const [channel, token] of Object.entries(channels)) {
    for (const [index, text] of messages.entries()) {
      const body = BODIES[channel]?.(text, index) ?? { chatId: 'a', text };
      await post(channel, body, token);
    }
  }
  await post('nowhere', {}, undefined);
  await until(() => client.isIdle(), 20_000);
}

/** Waits for a condition, and continues without it after a time. */
export async function until(holds: () => Promise<boolean>, mostMs: number): Promise<void> {
  const end = Date.now() + mostMs;
  while (Date.now() < end && !(await holds())) await sleep(EVERY_MS);
}
