import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type ModelServer, startModelServer } from '../../src/demo/model-server/index.ts';
import { startWebhookReceiver, type WebhookReceiver } from '../support/webhook-receiver.ts';
import { API_TOKEN, GatewayProcess } from '../harness/gateway-process.ts';

const CRON_TOKEN = 'cron-token-of-the-test';

let model: ModelServer;
let receiver: WebhookReceiver;
let gateway: GatewayProcess;

beforeAll(async () => {
  model = await startModelServer(({ text }) =>
    text === 'endless' ? { kind: 'delay', ms: 60_000 } : undefined,
  );
});

afterEach(async () => {
  await gateway.dispose();
  receiver.close();
});

afterAll(() => model.close());

function config(jobs: unknown[], cron: Record<string, unknown> = {}) {
  return {
    gateway: { port: 0, auth: { token: API_TOKEN }, reload: { debounceMs: 20 }, drainTimeoutMs: 500 },
    models: { providers: { main: { baseUrl: model.url, models: [{ id: 'large' }] } } },
    agents: { defaults: { model: { primary: 'main/large' } } },
    cron: { webhookToken: CRON_TOKEN, deliveryRetryDelayMs: 50, jobs, ...cron },
  };
}

/** A job that runs every second by default. */
function job(more: Record<string, unknown> = {}) {
  const delivery = { mode: 'webhook', to: `${receiver.url}?key=part-of-the-url` };
  return { id: 'tick', schedule: '* * * * * *', timeZone: 'Asia/Tokyo', message: 'hello', delivery, ...more };
}

const NEVER = { schedule: '0 0 1 1 *' };
const jobs = async () => (await gateway.status()).cron.jobs;

async function trigger(id: string, token = API_TOKEN): Promise<{ status: number; body: unknown }> {
  const headers = { authorization: `Bearer ${token}` };
  const answer = await fetch(`${gateway.url}/api/cron/${id}/run`, { method: 'POST', headers });
  return { status: answer.status, body: await answer.json() };
}

describe('cron', () => {
  it('posts the end of a run with the token, retries after a 503, and logs each step', async () => {
    receiver = await startWebhookReceiver((time) => (time <= 2 ? 503 : 200));
    gateway = await new GatewayProcess().start(config([job()]));
    await gateway.until('it is taken', async () => (await jobs())[0]?.lastDelivery?.attempts === 3);
    const { headers, body } = receiver.received[2] ?? {};
    expect(headers?.authorization).toBe(`Bearer ${CRON_TOKEN}`);
    expect(body).toEqual({
      action: 'finished',
      jobId: 'tick',
      status: 'ok',
      summary: expect.any(String),
      sessionKey: expect.stringMatching(/^cron:tick:[\w-]{36}$/),
      runAtMs: expect.any(Number),
      durationMs: expect.any(Number),
      nextRunAtMs: expect.any(Number),
      model: 'large',
      provider: 'main',
      usage: expect.objectContaining({ input: expect.any(Number), output: expect.any(Number) }),
    });
    expect((await jobs())[0]).toMatchObject({
      id: 'tick',
      lastRun: { status: 'ok' },
      lastDelivery: { status: 'delivered', httpStatus: 200 },
    });

    const runLog = readFileSync(join(gateway.dir, '.openclaw/cron/runs/tick.jsonl'), 'utf8');
    const [finished, delivered] = runLog.split('\n').map((line) => JSON.parse(line || 'null') as unknown);
    expect(finished).toEqual(body);
    expect(delivered).toMatchObject({ action: 'delivered', attempts: 3, sessionKey: body?.['sessionKey'] });

    expect(await gateway.signal('SIGTERM')).toBe(0);
    const shown = JSON.stringify([gateway.lines, gateway.stderr, runLog]);
    for (const secret of [CRON_TOKEN, 'part-of-the-url', API_TOKEN]) expect(shown).not.toContain(secret);
  });

  it('shows neither token nor URL in its status, and does not repeat a delivery that is rejected', async () => {
    receiver = await startWebhookReceiver(() => 401);
    gateway = await new GatewayProcess().start(config([job(NEVER)]));
    expect(await trigger('tick', 'a wrong one')).toMatchObject({ status: 401 });
    expect(await trigger('other')).toMatchObject({ status: 404 });
    expect(await trigger('tick')).toMatchObject({
      status: 202,
      body: { sessionKey: expect.stringMatching(/^cron:tick:/) },
    });
    await gateway.until('the delivery has ended', async () => (await jobs())[0]?.lastDelivery !== null);
    expect((await jobs())[0]?.lastDelivery).toMatchObject({ status: 'failed', attempts: 1, httpStatus: 401 });
    expect(receiver.received).toHaveLength(1);
    const shown = JSON.stringify(await gateway.status());
    for (const secret of [CRON_TOKEN, 'part-of-the-url']) expect(shown).not.toContain(secret);
    const line = 'the end of job tick could not be delivered: answered 401; see its cron.jobs[].delivery.to';
    await gateway.until('it is logged', () => gateway.lines.some(({ msg }) => msg === line));
  });

  it('reloads changed jobs without a restart, and rejects an invalid one', async () => {
    receiver = await startWebhookReceiver(() => 200);
    gateway = await new GatewayProcess().start(config([]));
    const { pid } = gateway;
    gateway.write(config([job()]));
    await gateway.until('the new job is run', () => receiver.received.length > 0);
    gateway.write(config([job({ schedule: 'every now and then' })]));
    await gateway.until('it is refused', async () => (await gateway.status()).config.lastError !== null);
    expect((await gateway.status()).config.lastError).toContain('cron.jobs.0.schedule: ');
    gateway.write(config([job({ enabled: false })]));
    await gateway.until('it is off', async () => (await jobs())[0]?.nextRunAt === null);
    expect((await gateway.status()).process.pid).toBe(pid);
  });

  it('stops during a run and a delivery, and remembers its jobs after a kill', async () => {
    receiver = await startWebhookReceiver(() => 503);
    const slow = { deliveryRetryDelayMs: 60_000 };
    const two = [job(NEVER), job({ ...NEVER, id: 'endless', message: 'endless' })];
    gateway = await new GatewayProcess().start(config(two, slow));
    await trigger('tick');
    await trigger('endless');
    await gateway.until('one is answered', () => receiver.received.length === 1);
    expect(await gateway.signal('SIGTERM')).toBe(0);
    expect(gateway.lines.at(-1)?.msg).toBe('gateway stopped');

    await gateway.start(config(two, slow));
    expect(await jobs()).toMatchObject([
      { id: 'tick', lastRun: { status: 'ok' }, lastDelivery: { status: 'failed', attempts: 1 } },
      { id: 'endless', lastRun: { status: 'aborted' } },
    ]);
    await trigger('endless');
    await gateway.until('it runs', async () => (await gateway.status()).sessions.processing === 1);
    await gateway.signal('SIGKILL');
    await gateway.start(config(two, slow));
    expect(gateway.lines.map(({ msg }) => msg)).toContainEqual(
      expect.stringMatching(/^session cron:endless:\S+ was processing when the gateway ended/),
    );
    // It is not repeated: how far it had come is unknown.
    expect((await gateway.status()).sessions).toMatchObject({ processing: 0 });
  });
});
