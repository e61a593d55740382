import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answerText, type ModelServer, startModelServer } from '../../src/demo/model-server/index.ts';
import { BOT_ID, DiscordServer } from '../support/discord-server.ts';
import { TelegramServer } from '../support/telegram-server.ts';
import { API_TOKEN, GatewayProcess } from './gateway-process.ts';

const BOT_TOKEN = '123456:bot-token-of-the-test';

let model: ModelServer;
let gateway: GatewayProcess;

beforeEach(async () => {
  model = await startModelServer(({ text }) =>
    text.startsWith('slow') ? { kind: 'delay', ms: 3_000 } : undefined,
  );
});

afterEach(async () => {
  await gateway.dispose();
  await model.close();
});

function configOf(channels: object, more: object = {}): object {
  const entries = Object.fromEntries(Object.keys(channels).map((id) => [id, { enabled: true }]));
  return {
    gateway: { port: 0, auth: { token: API_TOKEN } },
    models: { providers: { main: { baseUrl: model.url, models: [{ id: 'large' }] } } },
    agents: { defaults: { model: { primary: 'main/large' } } },
    channels,
    plugins: { entries: { ...entries, 'diagnostics-otel': { enabled: true } } },
    diagnostics: {
      enabled: true,
      otel: {
        enabled: true,
        endpoint: 'http://127.0.0.1:9',
        serviceName: 'openclaw',
        flushIntervalMs: 60_000,
      },
    },
    ...more,
  };
}

const started = async (channels: object, more?: object): Promise<void> => {
  gateway = await new GatewayProcess().start(configOf(channels, more));
};
const recorded = async (name: string): Promise<number | undefined> =>
  (await gateway.ledger()).metrics.find((metric) => metric.name === name)?.live.events;
const pluginState = async (id: string) => (await gateway.status()).plugins.find((plugin) => plugin.id === id);
const noteOf = async (id: string) => (await pluginState(id))?.services[0]?.note;
const everything = (): string => JSON.stringify(gateway.lines) + gateway.stderr;

describe('Telegram', () => {
  let telegram: TelegramServer;
  let apiRoot: string;
  beforeEach(async () => {
    telegram = new TelegramServer(BOT_TOKEN);
    apiRoot = await telegram.start();
  });
  afterEach(() => telegram.stop());

  const polling = () => ({ telegram: { botToken: BOT_TOKEN, apiRoot } });

  it('is asked for messages, and given the answers, which are counted like any others', async () => {
    await started(polling());
    telegram.say('hello');
    await gateway.until('it is answered', () => telegram.sent.length === 1);
    expect(telegram.sent).toEqual([answerText('hello')]);
    expect(await recorded('openclaw.message.processed')).toBe(1);
    expect(await recorded('openclaw.webhook.received')).toBe(0);
  });

  it('gets each message once, over a reload and a restart', async () => {
    await started(polling());
    telegram.say('one');
    await gateway.until('it is answered', () => telegram.sent.length === 1);
    gateway.write(configOf(polling(), { diagnostics: { enabled: false } }));
    await gateway.until('it is reloaded', async () => (await gateway.status()).config.reloads === 1);
    telegram.say('two');
    await gateway.until('it is answered', () => telegram.sent.length === 2);
    await gateway.signal('SIGTERM');
    await gateway.start(configOf(polling()));
    telegram.say('three');
    await gateway.until('it is answered', () => telegram.sent.length >= 3);
    expect(telegram.sent).toEqual(['one', 'two', 'three'].map(answerText));
  });

  it('has a long answer in several messages, in the topic that asked, and is left alone as long as it asks', async () => {
    telegram.faults.set('sendMessage', [{ status: 429, parameters: { retry_after: 1 } }]);
    await started(polling());
    const question = 'x'.repeat(5_000);
    telegram.say(question, { id: -100, type: 'supergroup', title: 'ops' });
    await gateway.until('it is answered', () => telegram.sent.join('').length >= answerText(question).length);
    expect(telegram.sent.every((text) => text.length <= 4_096)).toBe(true);
    expect(telegram.calls.filter(({ method }) => method === 'sendMessage').at(-1)?.body).toMatchObject({
      chat_id: -100,
    });
  });

  it('may fail: the gateway runs on, says so once, without the token, and goes on when it answers again', async () => {
    await started(polling());
    await gateway.until('it fetches', () => telegram.calls.some(({ method }) => method === 'getUpdates'));
    telegram.faults.set('getUpdates', [{ status: 502 }, 'rubbish']);
    telegram.say('hello');
    await gateway.until('it is answered', () => telegram.sent.length === 1);
    telegram.say('and once more');
    await gateway.until('it is answered', () => telegram.sent.length === 2);
    const said = gateway.lines.filter(({ msg }) => msg.includes('Telegram'));
    expect(said.map(({ msg }) => msg)).toEqual([
      '[telegram] Telegram cannot be asked (502 a planned fault); it is tried again',
      '[telegram] Telegram answers again',
    ]);
    expect(everything()).not.toContain(BOT_TOKEN);
  });

  it('is tried again where it cannot be reached at the start', async () => {
    telegram.stop();
    await started({ telegram: { botToken: BOT_TOKEN, apiRoot } });
    await gateway.until(
      'the status says it',
      async () => (await noteOf('telegram'))?.includes('ECONNREFUSED') === true,
    );
    telegram = new TelegramServer(BOT_TOKEN);
    await telegram.start(Number(new URL(apiRoot).port));
    telegram.say('hello');
    await gateway.until('it is answered', () => telegram.sent.length === 1);
    expect(await noteOf('telegram')).toBeNull();
    expect(everything()).toContain('ECONNREFUSED');
    expect(everything()).not.toContain(BOT_TOKEN);
  });

  it('refuses a wrong token: the plugin has failed, says what to set, and starts anew with another', async () => {
    await started({ telegram: { botToken: 'not-the-token', apiRoot } });
    expect(await pluginState('telegram')).toMatchObject({
      state: 'failed',
      error: expect.stringContaining('Telegram refuses channels.telegram.botToken: 401') as string,
    });
    expect(everything()).not.toContain('not-the-token');
    gateway.write(configOf(polling()));
    telegram.say('hello');
    await gateway.until('it is answered', () => telegram.sent.length === 1);
  });

  it('posts its messages where it is told to, with the secret that it was given', async () => {
    const channels = {
      telegram: {
        ...polling().telegram,
        webhookUrl: 'https://gw.example/webhooks/telegram',
        webhookToken: 'hook_secret',
      },
    };
    await started(channels);
    expect(telegram.calls.find(({ method }) => method === 'setWebhook')?.body).toMatchObject({
      url: 'https://gw.example/webhooks/telegram',
      secret_token: 'hook_secret',
    });
    const message = {
      message_id: 1,
      date: 1,
      chat: { id: 7, type: 'private' },
      from: { is_bot: false },
      text: 'hello',
    };
    const post = (secret: string) =>
      fetch(`${gateway.url}/webhooks/telegram`, {
        method: 'POST',
        headers: { 'x-telegram-bot-api-secret-token': secret },
        body: JSON.stringify({ update_id: 1, message }),
      });
    expect((await post('wrong')).status).toBe(401);
    expect((await post('hook_secret')).status).toBe(202);
    await gateway.until('it is answered', () => telegram.sent.length === 1);
    expect(telegram.calls.some(({ method }) => method === 'getUpdates')).toBe(false);
  });

  it('that is silent does not hold up the start, and is not asked again once it is switched off', async () => {
    telegram.faults.set('getMe', [null, null]);
    await started(polling());
    gateway.write(configOf({ telegram: { ...polling().telegram, enabled: false } }));
    await gateway.until('it is reloaded', async () => (await gateway.status()).config.reloads === 1);
    expect(everything()).not.toContain('failed to st');
    const before = telegram.calls.length;
    telegram.release();
    await setTimeout(1_000);
    expect(telegram.calls.slice(before)).toEqual([]);
  });

  it('is not asked for anything without a token', async () => {
    await started({ telegram: { apiRoot } });
    const note = expect.stringMatching(/^not-configured: .*channels\.telegram\.botToken/) as string;
    expect(await pluginState('telegram')).toMatchObject({ state: 'started', services: [{ note }] });
    expect(gateway.lines.filter(({ msg }) => msg.includes('not-configured'))).toHaveLength(1);
    expect(telegram.calls).toEqual([]);
  });
});

describe('Discord', () => {
  let discord: DiscordServer;
  let apiRoot: string;
  beforeEach(async () => {
    discord = new DiscordServer(BOT_TOKEN);
    apiRoot = await discord.start();
  });
  afterEach(() => discord.stop());

  const connected = async (): Promise<void> => {
    await started({ discord: { token: BOT_TOKEN, apiRoot } });
    await gateway.until('it is there', () => everything().includes('hears messages on Discord'));
  };

  it('tells of messages over its gateway, and is given the answers; bots, and what mentions somebody else, get none', async () => {
    await connected();
    discord.say('from a bot', { author: { id: '5', username: 'b', bot: true } });
    discord.say('to nobody', { guild_id: '600000000000000001' });
    discord.say('hello');
    discord.say('hello, you', { guild_id: '600000000000000001', mentions: [{ id: BOT_ID }] });
    await gateway.until('both are answered', () => discord.sent.length === 2);
    expect(discord.sent).toEqual(
      ['hello', 'hello, you'].map((text) => ({ content: answerText(text), allowed_mentions: { parse: [] } })),
    );
    expect(await recorded('openclaw.message.processed')).toBe(2);
  });

  it('goes on where the connection was cut', async () => {
    await connected();
    discord.cut();
    await gateway.until('it is there again', () => discord.resumed === 1);
    discord.say('hello');
    await gateway.until('it is answered', () => discord.sent.length === 1);
    expect(discord.identified).toBe(1);
  });

  it('has a long answer in several messages', async () => {
    await connected();
    const question = 'y'.repeat(3_000);
    discord.say(question);
    const length = answerText(question).length;
    await gateway.until(
      'it is answered',
      () => discord.sent.map(({ content }) => content).join('').length >= length,
    );
    expect(discord.sent.every(({ content }) => String(content).length <= 2_000)).toBe(true);
  });

  it('refuses a wrong token: the plugin has failed, says what to set, and the gateway ends as asked', async () => {
    await started({ discord: { token: 'not-the-token', apiRoot } });
    expect(await pluginState('discord')).toMatchObject({
      state: 'failed',
      error: expect.stringContaining('Discord refuses channels.discord.token: 401') as string,
    });
    expect(everything()).not.toContain('not-the-token');
    expect(await gateway.signal('SIGTERM')).toBe(0);
  });

  it('connects anew when it is asked to, and begins a new session when the old one is ended', async () => {
    await connected();
    discord.askToReconnect();
    await gateway.until('it is there again', () => discord.resumed === 1);
    discord.invalidate();
    await gateway.until('it has a new session', () => discord.identified === 2);
    discord.say('hello');
    await gateway.until('it is answered', () => discord.sent.length === 1);
  });

  it('says where its gateway takes the token back, in the log once and in the status', async () => {
    await connected();
    discord.refusal = 4_004;
    discord.invalidate();
    await gateway.until(
      'the status says it',
      async () => (await noteOf('discord'))?.includes('4004') === true,
    );
    expect(gateway.lines.filter(({ msg }) => msg.includes('4004'))).toHaveLength(1);
  });

  it('does not knock again where its gateway refuses the intents, and says what to allow', async () => {
    discord.refusal = 4_014;
    await started({ discord: { token: BOT_TOKEN, apiRoot } });
    expect(await pluginState('discord')).toMatchObject({
      state: 'failed',
      error: expect.stringContaining('"Message Content"') as string,
    });
    await setTimeout(2_500);
    expect(discord.identified).toBe(1);
  });

  it('is given the answer of a run that began before a reload', async () => {
    await connected();
    discord.say('slow');
    await gateway.until('it is asked', () => model.requests.length === 1);
    gateway.write(configOf({ discord: { token: BOT_TOKEN, apiRoot } }, { diagnostics: { enabled: false } }));
    await gateway.until('it is reloaded', async () => (await gateway.status()).config.reloads === 1);
    await gateway.until('it is answered', () => discord.sent.length === 1);
  });

  it('is left at SIGTERM', async () => {
    await connected();
    expect(await gateway.signal('SIGTERM')).toBe(0);
  });
});
