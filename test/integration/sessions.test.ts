import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type ModelServer, startModelServer } from '../../src/demo/model-server/index.ts';
import { API_TOKEN, GatewayProcess } from '../harness/gateway-process.ts';

const HOOK_TOKEN = 'hook-token-of-the-test';

let model: ModelServer;
const gateways: GatewayProcess[] = [];

beforeAll(async () => {
  model = await startModelServer(({ text }) =>
    text.startsWith('slow') ? { kind: 'delay', ms: text === 'slow for ever' ? 60_000 : 700 } : undefined,
  );
});

afterEach(async () => {
  for (const gateway of gateways.splice(0)) await gateway.dispose();
});

afterAll(() => model.close());

function gatewayProcess(): GatewayProcess {
  const gateway = new GatewayProcess();
  gateways.push(gateway);
  return gateway;
}

function config(more: Record<string, unknown> = {}) {
  return {
    gateway: { port: 0, auth: { token: API_TOKEN } },
    models: { providers: { main: { baseUrl: model.url, models: [{ id: 'large' }] } } },
    agents: { defaults: { model: { primary: 'main/large' } } },
    channels: { webhook: { webhookToken: HOOK_TOKEN } },
    ...more,
  };
}

const say = (gateway: GatewayProcess, text: string, chatId = 'a') =>
  gateway.post('webhook', { chatId, text }, HOOK_TOKEN);

/** The input of the model with this message. */
function givenWith(text: string): string[] {
  const request = model.requests.find(({ messages }) => messages.at(-1)?.content === text);
  return request?.messages.map(({ content }) => content) ?? [];
}

describe('sessions', () => {
  it('continue after the process was killed, and one that was working is idle', async () => {
    const gateway = await gatewayProcess().start(config());
    await say(gateway, 'my name is Ada');
    await gateway.until('it is answered', async () => (await gateway.status()).sessions.idle === 1);
    await say(gateway, 'slow for ever', 'b');
    await gateway.until('it is at work', async () => (await gateway.status()).sessions.processing === 1);
    // One more message, so that the one before is certainly in the store.
    await say(gateway, 'and of Paris');
    await gateway.until('it is answered', () => givenWith('and of Paris').length > 0);
    await gateway.until('all but one are idle', async () => (await gateway.status()).sessions.idle === 1);
    await gateway.signal('SIGKILL');

    await gateway.start(config());
    expect((await gateway.status()).sessions).toMatchObject({ idle: 2, processing: 0, total: 2 });
    expect(gateway.lines.filter(({ level }) => level === 'warn').map(({ msg }) => msg)).toEqual([
      'session webhook:b was processing when the gateway ended; it is idle again, and what it had not answered is lost',
    ]);
    await say(gateway, 'what is my name?');
    await gateway.until('the model is asked', () => givenWith('what is my name?').length > 0);
    expect(givenWith('what is my name?')).toEqual(expect.arrayContaining(['my name is Ada', 'and of Paris']));
  });

  it('prevent a second gateway in their folder: it reports this and exits with 2', async () => {
    const first = await gatewayProcess().start(config());
    const second = await gatewayProcess().start(config(), {}, ['--state-dir', `${first.dir}/.openclaw`]);
    expect(second.exitCode).toBe(2);
    expect(second.stderr).toMatch(
      /is in use by another gateway; stop that one, or give this one a separate folder/,
    );
    expect((await say(first, 'hello')).status).toBe(202);
  });
});
