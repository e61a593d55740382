import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answerText } from '../../src/demo/model-server/index.ts';
import { TelegramServer } from '../support/telegram-server.ts';
import { BOT_TOKEN, ChannelGateway } from '../harness/channel-gateway.ts';

let gateway: ChannelGateway;
beforeEach(async () => {
  gateway = await ChannelGateway.create();
});
afterEach(() => gateway.dispose());

describe('Telegram', () => {
  let telegram: TelegramServer;
  let apiRoot: string;
  beforeEach(async () => {
    telegram = new TelegramServer(BOT_TOKEN);
    apiRoot = await telegram.start();
  });
  afterEach(() => telegram.stop());

  const polling = () => ({ telegram: { botToken: BOT_TOKEN, apiRoot } });

  it('is polled for messages and receives the replies, which are counted like any others', async () => {
    await gateway.startWith(polling());
    telegram.say('hello');
    await gateway.until('it is answered', () => telegram.sent.length === 1);
    expect(telegram.sent).toEqual([answerText('hello')]);
    expect(await gateway.recorded('openclaw.message.processed')).toBe(1);
    expect(await gateway.recorded('openclaw.webhook.received')).toBe(0);
  });

  it('receives one reply to each message, across a reload and a restart', async () => {
    await gateway.startWith(polling());
    telegram.say('one');
    await gateway.until('it is answered', () => telegram.sent.length === 1);
    gateway.write(gateway.configOf(polling(), { diagnostics: { enabled: false } }));
    await gateway.reloads(1);
    telegram.say('two');
    await gateway.until('it is answered', () => telegram.sent.length === 2);
    await gateway.signal('SIGTERM');
    await gateway.start(gateway.configOf(polling()));
    telegram.say('three');
    await gateway.until('it is answered', () => telegram.sent.length >= 3);
    expect(telegram.sent).toEqual(['one', 'two', 'three'].map(answerText));
  });

  it('receives one reply to a message that it sends again, because the gateway was killed before it confirmed it', async () => {
    await gateway.startWith(polling());
    await gateway.until('it fetches', () => telegram.calls.some(({ method }) => method === 'getUpdates'));
    // The next call, which would confirm what this one gets.
    telegram.faults.set('getUpdates', [null]);
    telegram.say('one');
    await gateway.until('it is answered', () => telegram.sent.length === 1);
    await gateway.signal('SIGKILL');
    await gateway.start(gateway.configOf(polling()));
    telegram.say('two');
    await gateway.until('the next one is answered', () => telegram.sent.includes(answerText('two')));
    expect(telegram.sent).toEqual(['one', 'two'].map(answerText));
    telegram.release();
  });

  it('receives a long reply in several messages, in the chat of the question, after the requested pause', async () => {
    telegram.faults.set('sendMessage', [{ status: 429, parameters: { retry_after: 1 } }]);
    await gateway.startWith(polling());
    const question = 'x'.repeat(5_000);
    telegram.say(question, { id: -100, type: 'supergroup', title: 'ops' });
    await gateway.until('it is answered', () => telegram.sent.join('').length >= answerText(question).length);
    expect(telegram.sent.every((text) => text.length <= 4_096)).toBe(true);
    expect(telegram.calls.filter(({ method }) => method === 'sendMessage').at(-1)?.body).toMatchObject({
      chat_id: -100,
    });
  });

  it('may fail: the gateway reports it once, without the token, and continues when Telegram recovers', async () => {
    await gateway.startWith(polling());
    await gateway.until('it fetches', () => telegram.calls.some(({ method }) => method === 'getUpdates'));
    telegram.faults.set('getUpdates', [{ status: 502 }, 'rubbish']);
    telegram.say('hello');
    await gateway.until('it is answered', () => telegram.sent.length === 1);
    telegram.say('and once more');
    await gateway.until('it is answered', () => telegram.sent.length === 2);
    const said = gateway.lines.filter(({ msg }) => msg.includes('Telegram'));
    expect(said.map(({ msg }) => msg)).toEqual([
      '[telegram] Telegram cannot be reached (502 a planned fault); it is tried again',
      '[telegram] Telegram responds again',
    ]);
    expect(gateway.output()).not.toContain(BOT_TOKEN);
  });

  it('is tried again when it is unreachable at the start', async () => {
    telegram.stop();
    await gateway.startWith({ telegram: { botToken: BOT_TOKEN, apiRoot } });
    await gateway.until(
      'the status says it',
      async () => (await gateway.noteOf('telegram'))?.includes('ECONNREFUSED') === true,
    );
    telegram = new TelegramServer(BOT_TOKEN);
    await telegram.start(Number(new URL(apiRoot).port));
    telegram.say('hello');
    await gateway.until('it is answered', () => telegram.sent.length === 1);
    expect(await gateway.noteOf('telegram')).toBeNull();
    expect(gateway.output()).toContain('ECONNREFUSED');
    expect(gateway.output()).not.toContain(BOT_TOKEN);
  });

  it('rejects a wrong token: the plugin fails, says what to set, and starts again with another token', async () => {
    await gateway.startWith({ telegram: { botToken: 'not-the-token', apiRoot } });
    expect(await gateway.plugin('telegram')).toMatchObject({
      state: 'failed',
      error: expect.stringContaining('Telegram rejects channels.telegram.botToken: 401') as string,
    });
    expect(gateway.output()).not.toContain('not-the-token');
    gateway.write(gateway.configOf(polling()));
    telegram.say('hello');
    await gateway.until('it is answered', () => telegram.sent.length === 1);
  });

  it('posts its messages to the configured webhook, with the configured secret', async () => {
    const channels = {
      telegram: {
        ...polling().telegram,
        webhookUrl: 'https://gw.example/webhooks/telegram',
        webhookToken: 'hook_secret',
      },
    };
    await gateway.startWith(channels);
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

  it('does not delay the start without a response, and is not polled after the channel is disabled', async () => {
    telegram.faults.set('getMe', [null, null]);
    await gateway.startWith(polling());
    gateway.write(gateway.configOf({ telegram: { ...polling().telegram, enabled: false } }));
    await gateway.reloads(1);
    expect(gateway.output()).not.toContain('failed to st');
    const before = telegram.calls.length;
    telegram.release();
    await setTimeout(1_000);
    expect(telegram.calls.slice(before)).toEqual([]);
  });

  it('is not called without a token', async () => {
    await gateway.startWith({ telegram: { apiRoot } });
    const note = expect.stringMatching(/^not-configured: .*channels\.telegram\.botToken/) as string;
    expect(await gateway.plugin('telegram')).toMatchObject({ state: 'started', services: [{ note }] });
    expect(gateway.lines.filter(({ msg }) => msg.includes('not-configured'))).toHaveLength(1);
    expect(telegram.calls).toEqual([]);
  });
});
