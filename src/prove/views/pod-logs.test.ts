import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { HttpSource } from '../sources/index.ts';
import { createPodLogs } from './pod-logs.ts';

let server: Server | undefined;
let http: HttpSource | undefined;
afterEach(async () => {
  await http?.close();
  server?.close();
});

it('reads the last hour of a log, and reads it again where it is older than half a minute', async () => {
  const asked: URL[] = [];
  server = createServer((request, response) => {
    asked.push(new URL(request.url ?? '', 'http://server'));
    response.end(`2026-02-20T03:00:00.000000000Z line ${asked.length}\n`);
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  http = new HttpSource(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, { timeoutMs: 5_000 });
  let now = 0;
  const podLog = createPodLogs(http, () => now);
  const ref = { namespace: 'openclaw', pod: 'a', container: 'gateway', previous: false };
  const lineAt = async (at: number, more: Partial<typeof ref> = {}): Promise<string | undefined> => {
    now = at;
    const log = await podLog({ ...ref, ...more });
    return log.ok && log.value.ok ? log.value.lines[0]?.text : undefined;
  };
  expect(await lineAt(0)).toBe('line 1');
  expect(await lineAt(29_000)).toBe('line 1');
  expect(await lineAt(29_000, { previous: true })).toBe('line 2');
  expect(await lineAt(30_000)).toBe('line 3');
  expect(asked.map(({ searchParams }) => searchParams.get('sinceSeconds'))).toEqual(['3600', '3600', '3600']);
});
