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
  const told = await deliver({ url: receiver.url, event: EVENT, settings, signal, clock: { now: () => 5 } });
  return { told, received: receiver.received };
}

describe('deliver', () => {
  it('posts the event with the token', async () => {
    const { told, received } = await delivery(() => 200, { webhookToken: 'cron-token' });
    expect(told).toEqual({ status: 'delivered', atMs: 5, attempts: 1, httpStatus: 200 });
    expect(received).toMatchObject([{ headers: { authorization: 'Bearer cron-token' }, body: EVENT }]);
  });

  it('tries 5xx again, under the same key, until it is taken', async () => {
    const { told, received } = await delivery((time) => (time < 3 ? 503 : 204));
    expect(told).toMatchObject({ status: 'delivered', attempts: 3, httpStatus: 204 });
    expect(new Set(received.map(({ headers }) => headers['idempotency-key']))).toEqual(
      new Set([EVENT.sessionKey]),
    );
  });

  it('tries a connection that breaks again', async () => {
    const { told } = await delivery((time) => (time === 1 ? 'cut' : 200));
    expect(told).toMatchObject({ status: 'delivered', attempts: 2 });
  });

  it.each([
    [400, 'answered 400'],
    [401, 'answered 401'],
    [429, 'answered 429'],
    [302, 'answered 302'],
  ])('does not try %i again, nor follow it', async (status, error) => {
    const { told, received } = await delivery(() => status);
    expect(told).toMatchObject({ status: 'failed', attempts: 1, httpStatus: status, error });
    expect(received).toHaveLength(1);
  });

  it('gives up after so many attempts', async () => {
    const { told } = await delivery(() => 500, { deliveryMaxAttempts: 3 });
    expect(told).toMatchObject({ status: 'failed', attempts: 3, error: 'answered 500' });
  });

  it('gives up a receiver that never answers, each time after the time-out', async () => {
    const { told } = await delivery(() => 'nothing', { deliveryTimeoutMs: 30, deliveryMaxAttempts: 2 });
    expect(told).toMatchObject({ attempts: 2, httpStatus: null, error: 'no answer in 30 ms' });
  });

  it('says why a connection cannot be had', async () => {
    const settings = configOf({ cron: { deliveryMaxAttempts: 1 } }).cron;
    const { signal } = new AbortController();
    const url = 'http://127.0.0.1:1/';
    const told = await deliver({ url, event: EVENT, settings, signal, clock: { now: () => 5 } });
    expect(told).toMatchObject({
      status: 'failed',
      httpStatus: null,
      error: expect.stringContaining('ECONN'),
    });
  });

  it('does not wait for another attempt while the gateway is stopping', async () => {
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 50);
    const { told } = await delivery(() => 500, { deliveryRetryDelayMs: 60_000 }, stop.signal);
    expect(told.error).toBe('answered 500; not tried again, because the gateway is stopping');
  });
});
