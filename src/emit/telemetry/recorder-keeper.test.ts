import { describe, expect, it } from 'vitest';
import { RecorderKeeper } from './recorder-keeper.ts';

const IDENTITY = { name: 'openclaw', namespace: null, instanceId: 'pod-0:18789' };
const SETTINGS = { sessionKey: 'plain', seriesLimit: 100 } as const;

describe('RecorderKeeper', () => {
  it('keeps the same recorder while identity and settings are the same', () => {
    const keeper = new RecorderKeeper(() => 1_000);
    const first = keeper.recorderFor(IDENTITY, SETTINGS, () => {});
    expect(keeper.recorderFor({ ...IDENTITY }, { ...SETTINGS }, () => {})).toBe(first);
  });

  it.each([{ name: 'other' }, { namespace: 'prod' }, { instanceId: 'pod-1:18789' }])(
    'begins new series for another identity: %o',
    (change) => {
      const keeper = new RecorderKeeper(() => 1_000);
      const first = keeper.recorderFor(IDENTITY, SETTINGS, () => {});
      first.record({ type: 'queue.lane.enqueue', lane: 'main', queueSize: 1 });
      const second = keeper.recorderFor({ ...IDENTITY, ...change }, SETTINGS, () => {});
      expect(second.ledger().service).toEqual({ ...IDENTITY, ...change });
      expect(second.collect(1_000)).toBeNull();
      expect(second.timeline).not.toBe(first.timeline);
    },
  );

  it('sends no plain session key after the setting changes to hashes, and starts after the last push', () => {
    const keeper = new RecorderKeeper(() => 5_000);
    const transition = {
      type: 'session.state',
      sessionKey: 'telegram:7',
      prevState: 'idle',
      state: 'processing',
      reason: 'message',
    } as const;
    const plain = keeper.recorderFor(IDENTITY, SETTINGS, () => {});
    plain.record(transition);
    const pushed = plain.collect(1_000);
    pushed?.settle('accepted');
    const hashed = keeper.recorderFor(IDENTITY, { ...SETTINGS, sessionKey: 'hash' }, () => {});
    hashed.record(transition);
    const points = hashed.collect(1_000)?.metrics[0]?.points ?? [];
    expect(JSON.stringify(points)).not.toContain('telegram:7');
    expect(points[0]?.timeMs).toBeGreaterThan(pushed?.timeMs ?? Infinity);
  });
});
