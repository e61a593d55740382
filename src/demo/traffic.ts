import { randomInt } from 'node:crypto';
import type { FaultPlan } from './model-server/index.ts';

const SLOW_MS = 2_500;

/** Words in a message that make the model server fail, so that every kind of metric gets a value. */
export const DEMO_FAULTS: FaultPlan = ({ text, time }) => {
  if (text.includes('slow')) return { kind: 'delay', ms: SLOW_MS };
  if (text.includes('flaky') && time === 1) return { kind: 'status', status: 503 };
  if (text.includes('rubbish')) return { kind: 'rubbish' };
  return undefined;
};

export interface Sent {
  /** Texts of the messages that the gateway took: each has to reach the model. */
  readonly accepted: readonly string[];
  /** Webhooks answered with an error, on purpose. */
  readonly refused: number;
}

/** Sends one round of webhooks: chats on two channels, and the errors of a usual day. */
export async function sendRound(gatewayUrl: string, webhookToken: string, round: string): Promise<Sent> {
  const texts = [
    'hello',
    'what is new',
    'a flaky question',
    'a slow question',
    'a rubbish question',
    'thanks',
    'bye',
  ];
  const accepted: string[] = [];
  let refused = 0;
  const post = async (channel: string, body: string, token: string): Promise<void> => {
    const response = await fetch(`${gatewayUrl}/webhooks/${channel}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body,
    });
    await response.arrayBuffer();
    if (response.status >= 400) refused += 1;
  };
  for (const [index, words] of texts.entries()) {
    const text = `${words} (${round})`;
    await post('telegram', JSON.stringify(telegramUpdate(index, text)), webhookToken);
    await post('discord', JSON.stringify(discordMessage(index, `${text}, on Discord`)), webhookToken);
    accepted.push(text, `${text}, on Discord`);
  }
  await post('telegram', '{ not JSON', webhookToken);
  await post('telegram', JSON.stringify(telegramUpdate(99, 'from a stranger')), 'a wrong token');
  return { accepted, refused };
}

let lastUpdateId = randomInt(2 ** 30);

/** A gateway runs a message of Telegram once, by this id: another one for each, also in a later process. */
export function nextUpdateId(): number {
  lastUpdateId += 1;
  return lastUpdateId;
}

function telegramUpdate(index: number, text: string): object {
  return {
    update_id: nextUpdateId(),
    message: {
      message_id: index,
      date: 1_771_556_400,
      chat: { id: 100 + (index % 3), type: 'private', first_name: 'Aki' },
      from: { id: 100 + (index % 3), is_bot: false, first_name: 'Aki' },
      text,
    },
  };
}

function discordMessage(index: number, content: string): object {
  return {
    id: String(2_000 + index),
    type: 0,
    channel_id: String(200 + (index % 3)),
    content,
    timestamp: '2026-02-20T03:00:00.000000+00:00',
    author: { id: '300', username: 'aki', discriminator: '0' },
  };
}
