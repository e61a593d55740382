import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { config, eventually, SyncFolders } from '../harness/sync-folders.ts';
import { runSync } from '../harness/sync-process.ts';

let folders: SyncFolders;
beforeEach(() => {
  folders = new SyncFolders();
});
afterEach(() => folders.dispose());

describe('throughline sync', () => {
  it('carries over once with --once, and exits 0, 1 or 2', async () => {
    mkdirSync(folders.volume);
    const carried = async () =>
      (await runSync(['--from', folders.source, '--to', folders.target, '--once'])).code;
    expect(await carried()).toBe(2);
    writeFileSync(folders.source, '{');
    expect(await carried()).toBe(1);
    writeFileSync(folders.source, config(1));
    expect(await carried()).toBe(0);
    expect(folders.held()).toBe(config(1));
  });

  it.each([
    [[], "required option '--from <path[#key]>' not specified"],
    [['--from', 'a', '--to', 'b', '--poll', '2'], 'such as 500ms, 30s or 1h30m'],
    [['--from', 'a', '--to', 'b', '--status-port', '70000'], 'Write a port from 0 to 65535'],
    [['--from', 'a', '--to', './a'], 'are the same file'],
    [['--from', 'a', '--to', 'b', '--otlp-endpoint', 'grpc://host'], 'http: or https: is spoken'],
    [['--from', 'a', '--to', 'b', '--frm', 'c'], "unknown option '--frm'"],
  ])('exits 2 and says what to write instead: %j', async (args, message) => {
    const { code, output } = await runSync(args);
    expect(output).toContain(message);
    expect(output).not.toMatch(/^\s+at /m);
    expect(code).toBe(2);
  });

  it('answers the probes of the kubelet, ready also where the source is not valid', async () => {
    mkdirSync(folders.volume);
    writeFileSync(folders.source, '{');
    const sync = folders.start(['--health-port', '0']);
    let port = '';
    await eventually(() => {
      port = /probes at port (\d+)/.exec(sync.lines.join('\n'))?.[1] ?? '';
      expect(port).not.toBe('');
    });
    const codeOf = async (path: string): Promise<number> =>
      (await fetch(`http://127.0.0.1:${port}${path}`)).status;
    await eventually(async () => expect(await codeOf('/readyz')).toBe(200));
    expect(await codeOf('/healthz')).toBe(200);
    expect(await sync.end('SIGTERM')).toBe(0);
  });

  it('exits 2 when the status port is taken', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await eventually(() => expect(taken.listening).toBe(true));
    const { port } = taken.address() as AddressInfo;
    const { code, output } = await runSync([
      '--from',
      folders.source,
      '--to',
      folders.target,
      '--status-port',
      String(port),
    ]);
    taken.close();
    expect(output).toContain(`cannot listen on port ${port}: another process has it`);
    expect(code).toBe(2);
  });
});

describe('throughline sync --otlp-endpoint', () => {
  it('pushes its counts as OTLP protobuf, also when it ends', async () => {
    const pushes: { path: string | undefined; type: string | undefined; body: Buffer }[] = [];
    const receiver = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        pushes.push({
          path: request.url,
          type: request.headers['content-type'],
          body: Buffer.concat(chunks),
        });
        response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
      });
    }).listen(0, '127.0.0.1');
    await eventually(() => expect(receiver.listening).toBe(true));
    const { port } = receiver.address() as AddressInfo;
    await folders.mount(config(1));
    const sync = folders.start(['--otlp-endpoint', `http://127.0.0.1:${port}/api/v1/otlp`]);
    await folders.holds(config(1));
    expect(await sync.end('SIGTERM')).toBe(0);
    receiver.close();
    expect(pushes.at(-1)).toMatchObject({ path: '/api/v1/otlp/v1/metrics', type: 'application/x-protobuf' });
    for (const name of ['syncs', 'refused', 'restored', 'failing', 'last_sync.timestamp']) {
      expect(pushes.at(-1)?.body.includes(`throughline.sync.${name}`)).toBe(true);
    }
  });

  it('reports an unreachable endpoint, and still carries over', async () => {
    await folders.mount(config(1));
    const sync = folders.start(['--otlp-endpoint', 'http://user:secret@127.0.0.1:1']);
    await folders.holds(config(1));
    expect(await sync.end('SIGTERM')).toBe(0);
    expect(sync.lines.join('\n')).toMatch(
      /metrics do not reach http:\/\/\S+127\.0\.0\.1:1\/v1\/metrics: .*ECONNREFUSED/,
    );
    expect(sync.lines.join('\n')).not.toContain('secret');
  });
});
