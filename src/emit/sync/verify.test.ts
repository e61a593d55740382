import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Restart } from './restart.ts';
import { createVerifier, type Sight, type Verifier, type WatchedChange } from './verify.ts';

const TEXT = '{ diagnostics: { otel: { enabled: true, flushIntervalMs: 1000 } } }';
const AT = Date.parse('2026-02-20T03:00:00Z');
const CHANGE = { at: AT, hash: 'sha256:1', text: TEXT };
const ENDED: Sight = { state: 'ended', saw: 'the log says so', restartHelps: true };
const ARRIVING: Sight = { state: 'arriving', saw: 'a new sample' };
const NOTHING: Sight = { state: 'unknown', saw: 'nothing new' };

const begun: Verifier[] = [];
afterEach(async () => {
  await Promise.all(begun.splice(0).map((one) => one.close()));
});

type Look = (change: WatchedChange, isLast: boolean) => Sight;

function verifier(look: Look, restart?: () => Promise<Restart>): { one: Verifier; lines: string[] } {
  const lines: string[] = [];
  const one = createVerifier({
    sight: {
      beforeChange: async () => {},
      look: async (change, isLast) => look(change, isLast),
      close: async () => {},
    },
    limitMs: 60,
    lookMs: 10,
    lookAgainMs: 20,
    log: (level, message) => lines.push(`${level} ${message}`),
    now: Date.now,
    ...(restart ? { restart } : {}),
  });
  begun.push(one);
  return { one, lines };
}

const restarted = (ok: boolean) =>
  vi.fn(async (): Promise<Restart> => ({
    at: AT + 9_000,
    ok,
    message: `restart-it: exit code ${ok ? 0 : 1}`,
  }));

/** Ended until a restart. */
const dead: Look = ({ restartedAt }, isLast) => {
  if (restartedAt !== undefined) return ARRIVING;
  return isLast ? ENDED : NOTHING;
};

describe('createVerifier', () => {
  it('watches until telemetry arrives, says so once, and passes the interval on', async () => {
    const changes: WatchedChange[] = [];
    const { one, lines } = verifier((change) => {
      changes.push(change);
      return changes.length < 3 ? NOTHING : ARRIVING;
    });
    expect(one.status()).toBeNull();
    one.begin(CHANGE);
    expect(one.status()).toMatchObject({ state: 'watching', change: '2026-02-20T03:00:00.000Z' });
    expect(await one.result()).toMatchObject({ state: 'arriving', restart: null });
    expect(lines).toEqual([
      'info telemetry arrives after the change of 2026-02-20T03:00:00.000Z: a new sample',
    ]);
    expect(changes[0]).toMatchObject({ intervalMs: 1_000, hash: 'sha256:1' });
  });

  it('asks for the cause only when time is up', async () => {
    const lasts: boolean[] = [];
    const { one, lines } = verifier((_change, isLast) => {
      lasts.push(isLast);
      return isLast ? ENDED : NOTHING;
    });
    one.begin(CHANGE);
    expect(await one.result()).toMatchObject({ state: 'ended' });
    expect(lasts.filter(Boolean)).toHaveLength(1);
    expect(lasts.length).toBeGreaterThan(2);
    expect(lines).toEqual([
      'error telemetry ended after the change of 2026-02-20T03:00:00.000Z: the log says so',
    ]);
  });

  it('restarts once where telemetry ended, and watches again', async () => {
    const restart = restarted(true);
    const { one, lines } = verifier(dead, restart);
    one.begin(CHANGE);
    expect(await one.result()).toMatchObject({
      state: 'arriving',
      restart: { ok: true, at: '2026-02-20T03:00:09.000Z' },
    });
    expect(restart).toHaveBeenCalledTimes(1);
    expect(one.restarts()).toBe(1);
    expect(lines.map((line) => line.slice(0, 24))).toEqual([
      'error telemetry ended af',
      'info restart command: re',
      'info telemetry arrives a',
    ]);
  });

  it('does not restart a second time for one configuration, however often its file is restored', async () => {
    const restart = restarted(true);
    const { one } = verifier((_change, isLast) => (isLast ? ENDED : NOTHING), restart);
    one.begin(CHANGE);
    await one.result();
    one.begin({ ...CHANGE, at: AT + 60_000 });
    expect(await one.result()).toMatchObject({ state: 'ended', restart: null });
    expect(restart).toHaveBeenCalledTimes(1);
    one.begin({ ...CHANGE, hash: 'sha256:2' });
    await one.result();
    expect(restart).toHaveBeenCalledTimes(2);
  });

  it('stays ended where the restart command fails', async () => {
    const { one, lines } = verifier(dead, restarted(false));
    one.begin(CHANGE);
    expect(await one.result()).toMatchObject({ state: 'ended', restart: { ok: false } });
    expect(lines.at(-1)).toBe('error restart command: restart-it: exit code 1');
  });

  it.each([
    ['nothing is proven', NOTHING],
    ['pushes fail, and it is not known that they worked before', { state: 'failing', saw: 'refused' }],
    ['telemetry ended and a restart does not help', { ...ENDED, restartHelps: false }],
  ] as [string, Sight][])('does not restart, and fails no probe, where %s', async (_title, sight) => {
    const restart = restarted(true);
    const { one } = verifier(() => sight, restart);
    one.begin(CHANGE);
    expect(await one.result()).toMatchObject({ state: sight.state, restart: null });
    expect(restart).not.toHaveBeenCalled();
    expect(one.answerProbe()).toBe(true);
  });

  it('fails three probes of liveness without a restart command, so that one restart follows', async () => {
    const { one } = verifier((_change, isLast) => (isLast ? ENDED : NOTHING));
    one.begin(CHANGE);
    expect(one.answerProbe()).toBe(true);
    await one.result();
    expect([1, 2, 3, 4, 5].map(() => one.answerProbe())).toEqual([false, false, false, true, true]);
  });

  it('fails no further probe once telemetry arrives again, and says that it does', async () => {
    let isBack = false;
    const { one, lines } = verifier((_change, isLast) => {
      if (isBack) return ARRIVING;
      return isLast ? ENDED : NOTHING;
    });
    one.begin(CHANGE);
    await one.result();
    expect(one.answerProbe()).toBe(false);
    isBack = true;
    await expect.poll(() => one.status()?.state).toBe('arriving');
    expect(one.answerProbe()).toBe(true);
    expect(lines.at(-1)).toMatch(/^info telemetry arrives/);
  });

  it('expects nothing of a configuration that turns metrics off', async () => {
    const look = vi.fn(() => NOTHING);
    const { one, lines } = verifier(look);
    one.begin({ ...CHANGE, text: '{ diagnostics: { otel: { enabled: false } } }' });
    expect(await one.result()).toMatchObject({ state: 'off' });
    expect(look).not.toHaveBeenCalled();
    expect(lines).toEqual(['info the configuration turns metrics off: none are expected']);
  });

  it('ends the watch of a change that another one follows', async () => {
    const seen: string[] = [];
    const { one } = verifier(({ hash }) => {
      seen.push(hash);
      return hash === 'sha256:2' ? ARRIVING : NOTHING;
    });
    one.begin(CHANGE);
    one.begin({ ...CHANGE, hash: 'sha256:2' });
    expect(await one.result()).toMatchObject({ state: 'arriving' });
    const looks = seen.filter((hash) => hash === 'sha256:1').length;
    await new Promise((resolve) => setTimeout(resolve, 40));
    expect(seen.filter((hash) => hash === 'sha256:1')).toHaveLength(looks);
  });

  it('does not know where a look throws, and says why', async () => {
    const { one } = verifier(() => {
      throw new Error('no answer');
    });
    one.begin(CHANGE);
    expect(await one.result()).toMatchObject({
      state: 'unknown',
      message:
        'it is not known whether telemetry arrives after the change of 2026-02-20T03:00:00.000Z: no answer',
    });
  });
});
