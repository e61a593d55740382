import { afterEach, expect, it } from 'vitest';
import { HttpSource } from '../sources/index.ts';
import { startTap, type Tap } from '../tap/index.ts';
import { createTapView } from './tap.ts';

let tap: Tap | undefined;
let http: HttpSource | undefined;
afterEach(async () => {
  await http?.close();
  await tap?.close();
});

it.each([1_000, 60_000])(
  'a tap is read after two flush intervals of %i ms, probes or not',
  async (interval) => {
    tap = await startTap({
      host: '127.0.0.1',
      port: 0,
      to: 'http://127.0.0.1:1',
      timeoutMs: 500,
      now: Date.now,
    });
    // A probe gets no response from the receiver, and is no push.
    for (const path of ['/-/ready', '/v1/metrics', '/']) await fetch(`${tap.url}${path}`).catch(() => {});
    http = new HttpSource(tap.url, { timeoutMs: 5_000 });
    const waits: number[] = [];
    const sleep = async (ms: number): Promise<void> => void waits.push(ms);
    const recording = await createTapView(http, interval, { now: Date.now, sleep }).recording();
    expect(recording).toMatchObject({ ok: true, value: { exchanges: { length: 3 } } });
    expect(waits).toHaveLength(1);
    expect(waits[0]).toBeGreaterThan(2 * interval - 2_000);
    expect(waits[0]).toBeLessThanOrEqual(2 * interval + 500);
  },
);
