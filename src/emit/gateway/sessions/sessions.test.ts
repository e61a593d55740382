import { describe, expect, it } from 'vitest';
import { type ReadableContext, readableContext } from '../../../../test/support/gateway-context.ts';
import { openStore, temporaryStateDir } from '../../../../test/support/state-store.ts';
import type { Session } from './session.ts';
import { Sessions } from './sessions.ts';
import { StuckDetector } from './stuck-detector.ts';

async function sessionsOf(context: ReadableContext): Promise<Sessions> {
  return new Sessions(context, await openStore(context));
}

function chat(sessions: Sessions, id: string): Session {
  return sessions.open({ key: `webhook:${id}`, channel: 'webhook' });
}

/** What a process leaves behind that never gets to end its work, and what the next one makes of it. */
async function restarted(context: ReadableContext, work: (sessions: Sessions) => void | Promise<void>) {
  const stateDir = await temporaryStateDir();
  const before = await openStore(context, stateDir);
  await work(new Sessions(context, before));
  await before.close();
  const sessions = new Sessions(context, await openStore(context, stateDir));
  context.events.length = 0;
  await sessions.restore();
  return sessions;
}

describe('Sessions', () => {
  it('emits an event for each change of state, and for nothing else', async () => {
    const context = readableContext();
    const sessions = await sessionsOf(context);
    const session = chat(sessions, '7');
    sessions.happened(session, 'begun', 'begun');
    sessions.happened(session, 'queued', 'another one');
    sessions.happened(session, 'endedWithMore', 'done');
    sessions.happened(session, 'begun', 'begun');
    sessions.happened(session, 'ended', 'done');
    const changes = context.ofType('session.state');
    expect(changes.map(({ prevState, state, reason }) => [prevState, state, reason])).toEqual([
      ['idle', 'processing', 'begun'],
      ['processing', 'waiting', 'done'],
      ['waiting', 'processing', 'begun'],
      ['processing', 'idle', 'done'],
    ]);
    expect(sessions.counts()).toEqual({ idle: 1, processing: 0, waiting: 0, total: 1 });
  });

  it('restores turns, model and tokens after a restart', async () => {
    const context = readableContext();
    const usage = { input: 3, output: 4, total: 7 };
    const said = [
      { role: 'user', content: 'hello' },
      { role: 'assistant', content: 'hi' },
    ] as const;
    const sessions = await restarted(context, async (before) => {
      const session = chat(before, '7');
      before.ran(session, { ok: true, model: 'main/large', usage });
      before.ran(session, { ok: false, model: 'main/small', usage: undefined });
      await before.remember(session, ...said);
    });
    const session = chat(sessions, '7');
    expect(session).toMatchObject({
      agent: 'main',
      channel: 'webhook',
      state: 'idle',
      messages: 2,
      errors: 1,
      model: 'main/small',
      tokens: usage,
      updatedAtMs: 1_000,
    });
    expect(await sessions.history(session)).toEqual(said);
    expect(context.lines).toEqual([]);
  });

  it('restores a busy session as idle, and reports it', async () => {
    const context = readableContext();
    const sessions = await restarted(context, (before) => {
      before.happened(chat(before, '7'), 'begun', 'begun');
    });
    expect(sessions.counts()).toMatchObject({ idle: 1, total: 1 });
    expect(context.lines).toEqual([
      'session webhook:7 was processing when the gateway ended; it is idle again, and what it had not answered is lost',
    ]);
    expect(context.ofType('session.state')).toMatchObject([{ prevState: 'processing', state: 'idle' }]);
  });

  it('deletes for good a session that was idle for longer than configured', async () => {
    const context = readableContext({ session: { maxAgeMs: 1_000 } });
    const sessions = await restarted(context, async (before) => {
      const old = chat(before, 'old');
      before.ran(old, { ok: true, model: 'main/large', usage: undefined });
      await before.remember(old, { role: 'user', content: 'hello' });
      context.pass(600);
      before.ran(chat(before, 'new'), { ok: true, model: 'main/large', usage: undefined });
      context.pass(600);
    });
    expect(sessions.counts().total).toBe(1);
    expect(await sessions.history(chat(sessions, 'old'))).toEqual([]);
  });

  it('evicts the session that has been idle longest when there are too many, never a busy one', async () => {
    const sessions = await sessionsOf(readableContext({ session: { maxEntries: 3 } }));
    sessions.happened(chat(sessions, 'at work'), 'begun', 'begun');
    chat(sessions, 'a');
    chat(sessions, 'b');
    const first = chat(sessions, 'a');
    sessions.happened(first, 'begun', 'begun');
    sessions.happened(first, 'ended', 'done');
    chat(sessions, 'c');
    expect(sessions.counts()).toEqual({ idle: 2, processing: 1, waiting: 0, total: 3 });
    expect(chat(sessions, 'a')).toBe(first);
  });

  it.each([
    ['as many as configured', { maxHistoryMessages: 2 }, ['22', '33']],
    ['as many bytes as configured', { maxHistoryBytes: 3 }, ['33']],
  ])('keeps the newest turns, %s', async (_bound, session, kept) => {
    const sessions = await sessionsOf(readableContext({ session }));
    const own = chat(sessions, '7');
    for (const content of ['11', '22', '33']) await sessions.remember(own, { role: 'user', content });
    expect((await sessions.history(own)).map(({ content }) => content)).toEqual(kept);
  });
});

describe('StuckDetector', () => {
  it('reports a busy session without a sign of life at every tick', async () => {
    const context = readableContext({ session: { stuckAfterMs: 1_000 } });
    const sessions = await sessionsOf(context);
    const detector = new StuckDetector(context, sessions, () => 2);
    const session = chat(sessions, '7');
    chat(sessions, 'idle');
    sessions.happened(session, 'begun', 'begun');
    context.pass(900);
    sessions.touch(session);
    context.pass(900);
    detector.tick();
    expect(context.ofType('session.stuck')).toEqual([]);
    context.pass(1_100);
    detector.tick();
    detector.tick();
    const stuck = { type: 'session.stuck', sessionKey: 'webhook:7', state: 'processing', ageMs: 2_000 };
    expect(context.ofType('session.stuck')).toEqual([stuck, stuck]);
    expect(context.lines.at(-1)).toBe(
      '[diagnostic] stuck session: sessionKey=webhook:7 state=processing age=2s queueDepth=2',
    );
  });
});
