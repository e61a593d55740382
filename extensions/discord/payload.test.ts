import { describe, expect, it } from 'vitest';
import { readPayload } from './payload.ts';

const message = {
  id: '334385199974967042',
  channel_id: '290926798999357250',
  author: { id: '53908099506183680', username: 'Mason', discriminator: '9999' },
  content: 'supa hot',
  timestamp: '2026-02-20T03:00:00.000000+00:00',
  type: 0,
};
const command = {
  id: '786008729715212338',
  application_id: '775799577604522054',
  type: 2,
  token: 'of-this-interaction',
  channel_id: '645027906669510667',
  data: { id: '771825006014889984', name: 'ask', options: [{ name: 'text', type: 3, value: 'what now?' }] },
};

describe('readPayload', () => {
  it('reads a message', () => {
    expect(readPayload(message)).toEqual({
      kind: 'message',
      message: { chatId: '290926798999357250', source: 'message', text: 'supa hot' },
    });
  });

  it('reads a slash command', () => {
    expect(readPayload(command)).toEqual({
      kind: 'message',
      message: { chatId: '645027906669510667', source: 'command', text: 'what now?' },
    });
  });

  it('ignores bots, itself included, and interactions that are not commands', () => {
    expect(readPayload({ ...message, author: { ...message.author, bot: true } })).toMatchObject({
      kind: 'ignored',
    });
    expect(readPayload({ ...command, type: 3 })).toMatchObject({ kind: 'ignored' });
  });

  it('rejects anything else', () => {
    expect(readPayload({ content: 'x' })).toMatchObject({ kind: 'invalid' });
    expect(readPayload([])).toMatchObject({ kind: 'invalid' });
  });
});
