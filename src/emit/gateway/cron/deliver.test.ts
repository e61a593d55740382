import { describe, expect, it, onTestFinished } from 'vitest';
import { configOf } from '../../../../test/support/gateway-context.ts';
import { startWebhookReceiver } from '../../../../test/support/webhook-receiver.ts';
import { deliver } from './deliver.ts';
import type { FinishedEvent } from './job-state.ts';

const EVENT: FinishedEvent = {
  action: 'finished',
  jobId: 'morning',
  sessionKey: 'cron:morning:1',
  runAtMs: 1_000,
  durationMs: 20,
  status: 'ok',
  summary: 'nothing new',
  nextRunAtMs: 2_000,
  model: 'large',
  provider: 'main',
  usage: null,
};

async function delivery(
  answer: Parameters<typeof startWebhookReceiver>[0],
  cron: Record<string, unknown> = {},
  signal = new AbortController().signal,
) {
  const receiver = await startWebhookReceiver(answer);
  onTestFinished(() => receiver.close());
  const settings = configOf({ cron: { deliveryRetryDelayMs: 1, ...cron } }).cron;
  const delivered = await deliver({
    url: receiver.url,
    event: EVENT,
    settings,
    signal,
    clock: { now: () => 5 },
  });
  return { delivered, received: receiver.received };
}

describe('deliver', () => {
  it('posts the event with the token', async () => {
    const { delivered, received } = await delivery(() => 200, { webhookToken: 'cron-token' });
    expect(delivered).toEqual({ status: 'delivered', atMs: 5, attempts: 1, httpStatus: 200 });
    expect(received).toMatchObject([{ headers: { authorization: 'Bearer cron-token' }, body: EVENT }]);
  });

  it('tries again after a 5xx with the same key, until it is accepted', async () => {
    const { delivered, received } = await delivery((time) => (time < 3 ? 503 : 204));
    expect(delivered).toMatchObject({ status: 'delivered', attempts: 3, httpStatus: 204 });
    expect(new Set(received.map(({ headers }) => headers['idempotency-key']))).toEqual(
      new Set([EVENT.sessionKey]),
    );
  });

  it('tries again after a broken connection', async () => {
    const { delivered } = await delivery((time) => (time === 1 ? 'cut' : 200));
    expect(delivered).toMatchObject({ status: 'delivered', attempts: 2 });
  });

  it.each([
    [400, 'answered 400'],
    [401, 'answered 401'],
    [429, 'answered 429'],
    [302, 'answered 302'],
  ])('sends once where the response is %i, and follows no redirect', async (status, error) => {
    const { delivered, received } = await delivery(() => status);
    expect(delivered).toMatchObject({ status: 'failed', attempts: 1, httpStatus: status, error });
    expect(received).toHaveLength(1);
  });

  it('gives up after the configured number of attempts', async () => {
    const { delivered } = await delivery(() => 500, { deliveryMaxAttempts: 3 });
    expect(delivered).toMatchObject({ status: 'failed', attempts: 3, error: 'answered 500' });
  });

  it('gives up on a receiver that never answers, after the time-out of each attempt', async () => {
    const { delivered } = await delivery(() => 'nothing', { deliveryTimeoutMs: 30, deliveryMaxAttempts: 2 });
    expect(delivered).toMatchObject({ attempts: 2, httpStatus: null, error: 'no response in 30 ms' });
  });

  it('reports why a connection fails', async () => {
    const settings = configOf({ cron: { deliveryMaxAttempts: 1 } }).cron;
    const { signal } = new AbortController();
    const url = 'http://127.0.0.1:1/';
    const delivered = await deliver({ url, event: EVENT, settings, signal, clock: { now: () => 5 } });
    expect(delivered).toMatchObject({
      status: 'failed',
      httpStatus: null,
      error: expect.stringContaining('ECONN'),
    });
  });

  it('does not wait for another attempt while the gateway is stopping', async () => {
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 50);
    const { delivered } = await delivery(() => 500, { deliveryRetryDelayMs: 60_000 }, stop.signal);
    expect(delivered.error).toBe('answered 500; not tried again, because the gateway is stopping');
  });
});
