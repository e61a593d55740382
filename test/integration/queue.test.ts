import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type ModelServer, startModelServer } from '../../src/demo/model-server/index.ts';
import { API_TOKEN, GatewayProcess } from '../harness/gateway-process.ts';

const HOOK_TOKEN = 'hook-token-of-the-test';

let model: ModelServer;
let gateway: GatewayProcess;

beforeAll(async () => {
  model = await startModelServer(({ text }) => {
    if (text.startsWith('endless')) return { kind: 'delay', ms: 60_000 };
    return text.startsWith('slow') ? { kind: 'delay', ms: 150 } : undefined;
  });
});

afterEach(() => gateway.dispose());

afterAll(() => model.close());

function config(queue: unknown, drainTimeoutMs = 10_000) {
  return {
    gateway: { port: 0, auth: { token: API_TOKEN }, drainTimeoutMs },
    models: { providers: { main: { baseUrl: model.url, models: [{ id: 'large' }] } } },
    agents: { defaults: { model: { primary: 'main/large' } } },
    channels: { webhook: { webhookToken: HOOK_TOKEN } },
    queue,
  };
}

const say = (text: string, chatId: string) => gateway.post('webhook', { chatId, text }, HOOK_TOKEN);
const asked = (mark: string): string[] =>
  model.requests
    .flatMap(({ messages }) => messages.at(-1)?.content ?? [])
    .filter((text) => text.endsWith(mark));
const running = async () => (await gateway.status()).queue.lanes.find(({ lane }) => lane === 'main')?.running;

describe('the queue', () => {
  it('keeps the order of a conversation, and runs others concurrently', async () => {
    gateway = await new GatewayProcess().start(config({ lanes: { main: { concurrency: 2 } } }));
    for (const n of [1, 2, 3, 4]) expect((await say(`slow ${n} in order`, 'a')).status).toBe(202);
    expect((await say('hello in order', 'b')).status).toBe(202);
    await gateway.until('all are asked', () => asked('in order').length === 5);
    const order = asked('in order');
    expect(order.filter((text) => text.startsWith('slow'))).toEqual(
      [1, 2, 3, 4].map((n) => `slow ${n} in order`),
    );
    expect(order.indexOf('hello in order')).toBeLessThan(order.indexOf('slow 4 in order'));
  });

  it('responds 503 and says what is full: the lane, or one conversation', async () => {
    const lanes = { main: { concurrency: 1, maxDepth: 3 }, session: { maxDepth: 1 } };
    gateway = await new GatewayProcess().start(config({ lanes }));
    const answer = async (chatId: string) => {
      const response = await say('endless', chatId);
      return [response.status, ((await response.json()) as { error?: string }).error];
    };
    expect(await answer('a')).toEqual([202, undefined]);
    await gateway.until('it runs', async () => (await running()) === 1);
    expect(await answer('a')).toEqual([202, undefined]);
    expect(await answer('a')).toEqual([503, 'this conversation is full (1 waiting); send it again later']);
    expect(await answer('b')).toEqual([202, undefined]);
    expect(await answer('c')).toEqual([202, undefined]);
    expect(await answer('d')).toEqual([503, 'the lane "main" is full (3 waiting); send it again later']);
  });

  it('aborts work that exceeds the drain time after SIGTERM, exits with 0, and runs at the next start what had not begun', async () => {
    gateway = await new GatewayProcess().start(config({ lanes: { main: { concurrency: 1 } } }, 200));
    await say('endless work', 'a');
    await say('hello, which waits', 'b');
    await gateway.until('it runs', async () => (await running()) === 1);
    expect(await gateway.signal('SIGTERM')).toBe(0);
    const said = gateway.lines.map(({ msg }) => msg);
    expect(said).toContain('work is still running after gateway.drainTimeoutMs, and is aborted');
    expect(said.at(-1)).toBe('gateway stopped');
    expect(asked('which waits')).toEqual([]);
    // Both ended in order, so the store is consistent.
    await gateway.start(config({}));
    await gateway.until('it is asked', () => asked('which waits').length === 1);
    await gateway.until('both are idle', async () => (await gateway.status()).sessions.idle === 2);
    expect(await gateway.status()).toMatchObject({ sessions: { idle: 2, total: 2 } });
    expect(gateway.lines.filter(({ level }) => level === 'warn')).toEqual([]);
  });
});
