import { afterEach, beforeEach, expect, it } from 'vitest';
import { BROKEN_REPORT } from '../../../test/support/broken-report.ts';
import { startWatchServer, type WatchServer } from './server.ts';
import { WatchRecord } from './state.ts';

let now: number;
let record: WatchRecord;
let server: WatchServer;
beforeEach(async () => {
  now = 1_000_000;
  record = new WatchRecord(now);
  const address = { host: '127.0.0.1', port: 0 };
  server = await startWatchServer({ ...address, state: record, staleAfterMs: 60_000, now: () => now });
});
afterEach(() => server.close());

const status = async (path: string, method = 'GET') =>
  (await fetch(`${server.url}${path}`, { method })).status;

it('is healthy from its start, as long as runs end in time', async () => {
  expect(await status('/healthz')).toBe(200);
  now += 60_001;
  expect(await status('/healthz')).toBe(503);
  record.ended(BROKEN_REPORT, now - 5, now);
  expect(await status('/healthz')).toBe(200);
});

it('is healthy though no run reaches a verdict, as a restart would fix nothing', async () => {
  now += 50_000;
  record.ended(undefined, now, now);
  now += 50_000;
  expect(await status('/healthz')).toBe(200);
  expect(await status('/readyz')).toBe(503);
});

it('shows the last report once there is one', async () => {
  expect(await status('/report')).toBe(503);
  record.ended(BROKEN_REPORT, now, now + 20);
  expect(await status('/readyz')).toBe(200);
  const shown = await fetch(`${server.url}/report`);
  expect(await shown.json()).toEqual(BROKEN_REPORT);
});

it('answers nothing else', async () => {
  expect(await status('/')).toBe(404);
  expect(await status('/report', 'POST')).toBe(405);
});
