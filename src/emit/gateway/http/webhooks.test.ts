import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { readableContext } from '../../../../test/support/gateway-context.ts';
import type { ChannelDefinition } from '../../plugin-api/index.ts';
import { webhookChannel } from './webhook-channel.ts';
import type { Acceptance } from '../../plugin-api/index.ts';
import { webhookRoutes, type WebhookPorts } from './webhooks.ts';

function routesWith(more: Partial<WebhookPorts> = {}, acceptance: Acceptance = { accepted: true }) {
  const context = readableContext();
  const routes = webhookRoutes({
    context,
    opened: Promise.resolve(),
    channel: (id) => (id === 'webhook' ? webhookChannel : undefined),
    settled: () => Promise.resolve(),
    accept: async () => acceptance,
    ...more,
  });
  const app = new Hono().route('/', routes).onError((_error, c) => c.body(null, 500));
  const post = async (path: string, body = '{"chatId":"a","text":"x"}') =>
    await app.request(path, { method: 'POST', body });
  return { context, post };
}

describe('webhookRoutes', () => {
  it('holds a webhook while the plugin of its channel restarts', async () => {
    let channel: ChannelDefinition | undefined;
    const settled = async () => {
      await Promise.resolve();
      channel = webhookChannel;
    };
    const { context, post } = routesWith({ channel: () => channel, settled });
    expect((await post('/webhook')).status).toBe(202);
    expect(context.ofType('webhook.answered')).toMatchObject([{ source: 'webhook', status: 202 }]);
  });

  it('answers 503 with the reason and Retry-After while no messages are accepted', async () => {
    const { context, post } = routesWith({}, { accepted: false, why: 'the gateway is stopping' });
    const answer = await post('/webhook');
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
    expect(await answer.json()).toEqual({ ok: false, error: 'the gateway is stopping; send it again later' });
    expect(context.ofType('webhook.answered')).toMatchObject([{ source: 'webhook', status: 503 }]);
  });

  it('counts a failure within a channel once, as 500', async () => {
    const readWebhook = () => {
      throw new Error('of the plugin');
    };
    const { context, post } = routesWith({ channel: () => ({ id: 'broken', readWebhook }) });
    expect((await post('/broken')).status).toBe(500);
    expect(context.ofType('webhook.answered')).toMatchObject([{ source: 'broken', status: 500 }]);
  });

  it('never uses the name of an unknown channel as a source', async () => {
    const { context, post } = routesWith();
    await post('/one-word');
    await post('/another');
    expect(context.ofType('webhook.answered').map(({ source }) => source)).toEqual(['unknown', 'unknown']);
  });
});
