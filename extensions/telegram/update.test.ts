import { describe, expect, it } from 'vitest';
import { readUpdate } from './update.ts';

const message = {
  message_id: 365,
  from: { id: 1111, is_bot: false, first_name: 'Aya', language_code: 'ja' },
  chat: { id: 1111, first_name: 'Aya', type: 'private' },
  date: 1_771_545_600,
  text: 'hello',
};

describe('readUpdate', () => {
  it('reads a text message; the source is the kind of chat, never a person', () => {
    expect(readUpdate({ update_id: 10_000, message }, '123456')).toEqual({
      kind: 'message',
      message: { id: '123456:10000', chatId: '1111', source: 'private', text: 'hello' },
    });
  });

  it('separates the topics of a forum', () => {
    const chat = { id: -1_001_234, title: 'ops', type: 'supergroup' };
    const update = {
      update_id: 1,
      message: { ...message, chat, message_thread_id: 7, is_topic_message: true },
    };
    expect(readUpdate(update)).toMatchObject({ message: { chatId: '-1001234:7', source: 'supergroup' } });
  });

  it('reads the caption of a picture', () => {
    const { text: _, ...picture } = { ...message, caption: 'what is this?', photo: [] };
    expect(readUpdate({ update_id: 1, message: picture })).toMatchObject({
      message: { text: 'what is this?' },
    });
  });

  it('ignores edits, bots and other updates', () => {
    expect(readUpdate({ update_id: 1, edited_message: message })).toEqual({
      kind: 'ignored',
      reason: 'the update holds edited_message, not a new message',
    });
    const bot = { ...message, from: { ...message.from, is_bot: true } };
    expect(readUpdate({ update_id: 1, message: bot })).toMatchObject({ kind: 'ignored' });
  });

  it('says what is wrong with anything else', () => {
    expect(readUpdate({ hello: 'world' })).toEqual({
      kind: 'invalid',
      reason: 'this is no Telegram Update: update_id is not as it should be',
    });
    expect(readUpdate(null)).toMatchObject({ kind: 'invalid' });
  });
});
