import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answerText } from '../../src/demo/model-server/index.ts';
import { BOT_ID, DiscordServer } from '../support/discord-server.ts';
import { BOT_TOKEN, ChannelGateway } from '../harness/channel-gateway.ts';

let gateway: ChannelGateway;
beforeEach(async () => {
  gateway = await ChannelGateway.create();
});
afterEach(() => gateway.dispose());

describe('Discord', () => {
  let discord: DiscordServer;
  let apiRoot: string;
  beforeEach(async () => {
    discord = new DiscordServer(BOT_TOKEN);
    apiRoot = await discord.start();
  });
  afterEach(() => discord.stop());

  const connected = async (): Promise<void> => {
    await gateway.startWith({ discord: { token: BOT_TOKEN, apiRoot } });
    await gateway.until('it is there', () => gateway.output().includes('receives messages from Discord'));
  };

  it('sends messages and receives replies; bots, and messages without a mention of ours, get none', async () => {
    await connected();
    discord.say('from a bot', { author: { id: '5', username: 'b', bot: true } });
    discord.say('to nobody', { guild_id: '600000000000000001' });
    discord.say('hello');
    discord.say('hello, you', { guild_id: '600000000000000001', mentions: [{ id: BOT_ID }] });
    await gateway.until('both are answered', () => discord.sent.length === 2);
    expect(discord.sent).toEqual(
      ['hello', 'hello, you'].map((text) => ({ content: answerText(text), allowed_mentions: { parse: [] } })),
    );
    expect(await gateway.recorded('openclaw.message.processed')).toBe(2);
  });

  it('resumes a connection that was cut', async () => {
    await connected();
    discord.cut();
    await gateway.until('it is there again', () => discord.resumed === 1);
    discord.say('hello');
    await gateway.until('it is answered', () => discord.sent.length === 1);
    expect(discord.identified).toBe(1);
  });

  it('receives a long reply in several messages', async () => {
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

  it('rejects a wrong token: the plugin fails, says what to set, and the gateway still stops', async () => {
    await gateway.startWith({ discord: { token: 'not-the-token', apiRoot } });
    expect(await gateway.plugin('discord')).toMatchObject({
      state: 'failed',
      error: expect.stringContaining('Discord rejects channels.discord.token: 401') as string,
    });
    expect(gateway.output()).not.toContain('not-the-token');
    expect(await gateway.signal('SIGTERM')).toBe(0);
  });

  it('reconnects on request, and starts a new session when the old one is invalid', async () => {
    await connected();
    discord.askToReconnect();
    await gateway.until('it is there again', () => discord.resumed === 1);
    discord.invalidate();
    await gateway.until('it has a new session', () => discord.identified === 2);
    discord.say('hello');
    await gateway.until('it is answered', () => discord.sent.length === 1);
  });

  it('revokes the token: the log says it once, and the status, too', async () => {
    await connected();
    discord.refusal = 4_004;
    discord.invalidate();
    await gateway.until(
      'the status says it',
      async () => (await gateway.noteOf('discord'))?.includes('4004') === true,
    );
    const said = () => gateway.lines.filter(({ msg }) => msg.includes('4004'));
    // The status is asked over HTTP, and the log comes through a pipe: either may be first.
    await gateway.until('the log says it', async () => said().length > 0);
    expect(said()).toHaveLength(1);
  });

  it('rejects the intents: the plugin says what to allow, and does not connect again', async () => {
    discord.refusal = 4_014;
    await gateway.startWith({ discord: { token: BOT_TOKEN, apiRoot } });
    expect(await gateway.plugin('discord')).toMatchObject({
      state: 'failed',
      error: expect.stringContaining('"Message Content"') as string,
    });
    await setTimeout(2_500);
    expect(discord.identified).toBe(1);
  });

  it('receives the reply of a run that began before a reload', async () => {
    await connected();
    discord.say('slow');
    await gateway.until('it is asked', () => gateway.model.requests.length === 1);
    gateway.write(
      gateway.configOf({ discord: { token: BOT_TOKEN, apiRoot } }, { diagnostics: { enabled: false } }),
    );
    await gateway.reloads(1);
    await gateway.until('it is answered', () => discord.sent.length === 1);
  });

  it('is disconnected at SIGTERM', async () => {
    await connected();
    expect(await gateway.signal('SIGTERM')).toBe(0);
  });
});
