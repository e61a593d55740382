import { describe, expect, it } from 'vitest';
import { readableContext } from '../../../test/support/gateway-context.ts';
import { Sessions } from './sessions.ts';
import { StuckDetector } from './stuck-detector.ts';

describe('Sessions', () => {
  it('tells of each change of state, and of none where there is none', () => {
    const context = readableContext();
    const sessions = new Sessions(context);
    const session = sessions.open('webhook', '7');
    sessions.moveTo(session, 'processing', 'begun');
    sessions.moveTo(session, 'processing', 'again');
    sessions.moveTo(session, 'idle', 'done');
    expect(context.ofType('session.state')).toEqual([
      {
        type: 'session.state',
        sessionKey: 'webhook:7',
        prevState: 'idle',
        state: 'processing',
        reason: 'begun',
      },
      {
        type: 'session.state',
        sessionKey: 'webhook:7',
        prevState: 'processing',
        state: 'idle',
        reason: 'done',
      },
    ]);
    expect(sessions.counts()).toEqual({ idle: 1, processing: 0, waiting: 0, total: 1 });
  });

  it('forgets the session that has been idle longest once there are too many, never one at work', () => {
    const context = readableContext();
    const sessions = new Sessions(context);
    sessions.moveTo(sessions.open('webhook', 'at work'), 'processing', 'begun');
    for (let chat = 0; chat < 9_999; chat += 1) sessions.open('webhook', `${chat}`);
    const first = sessions.open('webhook', '0');
    sessions.moveTo(first, 'processing', 'begun');
    sessions.moveTo(first, 'idle', 'done');
    sessions.open('webhook', 'one more');
    expect(sessions.counts()).toEqual({ idle: 9_999, processing: 1, waiting: 0, total: 10_000 });
    expect(sessions.open('webhook', '0')).toBe(first);
  });

  it('remembers the newest turns, as many as configured', () => {
    const sessions = new Sessions(readableContext({ session: { maxHistoryMessages: 2 } }));
    const session = sessions.open('webhook', '7');
    for (const content of ['1', '2', '3']) sessions.remember(session, { role: 'user', content });
    expect(session.history.map(({ content }) => content)).toEqual(['2', '3']);
  });
});

describe('StuckDetector', () => {
  it('tells of a session at work without a sign of life, at every tick', () => {
    const context = readableContext({ session: { stuckAfterMs: 1_000 } });
    const sessions = new Sessions(context);
    const detector = new StuckDetector(context, sessions, () => 2);
    const session = sessions.open('webhook', '7');
    sessions.open('webhook', 'idle');
    sessions.moveTo(session, 'processing', 'begun');
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
