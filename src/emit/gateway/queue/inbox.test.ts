import { describe, expect, it } from 'vitest';
import { FailingWrites, NO_SPACE } from '../../../../test/support/failing-writes.ts';
import { type ReadableContext, readableContext, until } from '../../../../test/support/gateway-context.ts';
import { openStore, temporaryStateDir } from '../../../../test/support/state-store.ts';
import { Inbox } from './inbox.ts';

const NEVER = new AbortController().signal;

function messageOf(id: string) {
  return {
    id,
    sessionKey: 'webhook:7',
    channel: 'webhook',
    chatId: '7',
    source: 'webhook',
    text: `text of ${id}`,
    byWebhook: true,
    replies: false,
  };
}

async function open(context: ReadableContext, stateDir: string) {
  const store = await openStore(context, stateDir);
  const inbox = new Inbox(context, store);
  return { store, inbox, left: await inbox.load() };
}

/** What the next process finds. */
async function next(context: ReadableContext, stateDir: string) {
  const { store, inbox, left } = await open(context, stateDir);
  await store.close();
  return {
    inbox,
    waiting: left.waiting.map(({ id }) => id),
    interrupted: left.interrupted.map(({ id }) => id),
  };
}

describe('Inbox', () => {
  it('leaves messages that wait to the next process in the order of acceptance, and marks those that had begun', async () => {
    const [context, stateDir] = [readableContext(), await temporaryStateDir()];
    const { inbox, store } = await open(context, stateDir);
    for (const id of ['z', 'a', 'm', 'b']) await inbox.keep(messageOf(id));
    expect(await inbox.begin('a', NEVER)).toBe(true);
    expect(await inbox.begin('b', NEVER)).toBe(true);
    inbox.ended('b', 'completed');
    expect((await inbox.find('z'))?.state).toBe('queued');
    await store.close();

    const second = await open(context, stateDir);
    expect(second.left.waiting.map(({ id }) => id)).toEqual(['z', 'm']);
    expect(second.left.interrupted.map(({ id }) => id)).toEqual(['a']);
    const states = await Promise.all(['a', 'b', 'other'].map((id) => second.inbox.find(id)));
    expect(states.map((record) => record?.state)).toEqual(['interrupted', 'completed', undefined]);
    await second.store.close();
    // Marked once.
    expect(await next(context, stateDir)).toMatchObject({ waiting: ['z', 'm'], interrupted: [] });
  });

  it('runs an interrupted message again as often as queue.repeatInterrupted says', async () => {
    const context = readableContext({ queue: { repeatInterrupted: 2 } });
    const stateDir = await temporaryStateDir();
    const first = await open(context, stateDir);
    await first.inbox.keep(messageOf('m'));
    await first.inbox.begin('m', NEVER);
    await first.store.close();
    for (const again of [1, 2]) {
      const { inbox, store, left } = await open(context, stateDir);
      expect([again, left.waiting.map(({ id }) => id)]).toEqual([again, ['m']]);
      await inbox.begin('m', NEVER);
      inbox.aborted('m');
      await store.close();
    }
    expect(await next(context, stateDir)).toMatchObject({ waiting: [], interrupted: [] });
  });

  it('keeps the states of the newest queue.keepResults messages', async () => {
    const context = readableContext({ queue: { keepResults: 2 } });
    const stateDir = await temporaryStateDir();
    const { inbox, store } = await open(context, stateDir);
    for (const id of ['a', 'b', 'c']) {
      await inbox.keep(messageOf(id));
      inbox.ended(id, 'completed');
      context.pass(1);
    }
    await store.close();
    const { inbox: second } = await open(context, stateDir);
    const states = await Promise.all(['a', 'b', 'c'].map((id) => second.find(id)));
    expect(states.map((record) => record?.state)).toEqual([undefined, 'completed', 'completed']);
  });

  it('does not keep a message that it could not write, and says why', async () => {
    const [context, stateDir] = [readableContext(), await temporaryStateDir()];
    const { inbox, store } = await open(context, stateDir);
    const full = new FailingWrites();
    await expect(inbox.keep(messageOf('refused'))).rejects.toThrow(NO_SPACE);
    expect(inbox.problem).toContain('No space left on device');
    expect(await inbox.find('refused')).toBeUndefined();
    full.end();
    await until(() => inbox.problem === null);
    await store.close();
    expect(await next(context, stateDir)).toMatchObject({ waiting: [] });
  });

  describe.each([
    ['never run', 0],
    ['interrupted before and to be repeated', 1],
  ])('a message that was %s, while nothing can be written', (_before, runs) => {
    async function beginning() {
      const context = readableContext({ queue: { repeatInterrupted: 1 } });
      const stateDir = await temporaryStateDir();
      const first = await open(context, stateDir);
      await first.inbox.keep(messageOf('m'));
      if (runs > 0) await first.inbox.begin('m', NEVER);
      await first.store.close();
      const { inbox, store } = await open(context, stateDir);
      const full = new FailingWrites();
      const shutdown = new AbortController();
      const begun = inbox.begin('m', shutdown.signal);
      await until(() => inbox.problem !== null);
      return { context, stateDir, inbox, store, full, shutdown, begun };
    }

    it('begins when it can be again', async () => {
      const { context, stateDir, store, full, begun } = await beginning();
      full.end();
      expect(await begun).toBe(true);
      await store.close();
      context.setConfig({ queue: { repeatInterrupted: runs } });
      expect(await next(context, stateDir)).toMatchObject({ waiting: [], interrupted: ['m'] });
    });

    it.each([
      ['it can be at the very end', false],
      ['it can be soon after', true],
    ])('runs in the next process where the gateway stops before that, and %s', async (_when, recovers) => {
      const { context, stateDir, inbox, store, full, shutdown, begun } = await beginning();
      shutdown.abort();
      expect(await begun).toBe(false);
      full.end();
      if (recovers) await until(() => inbox.problem === null);
      await store.close();
      expect(await next(context, stateDir)).toMatchObject({ waiting: ['m'], interrupted: [] });
    });

    it('runs in the next process where the store is closed first', async () => {
      const { context, stateDir, store, full, begun } = await beginning();
      full.end();
      await Promise.all([store.close(), begun.then((hasBegun) => expect(hasBegun).toBe(false))]);
      expect(await next(context, stateDir)).toMatchObject({ waiting: ['m'], interrupted: [] });
    });
  });
});
