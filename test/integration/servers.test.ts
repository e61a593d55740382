import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { startBackend } from '../../testbed/servers/index.ts';
import { describeWithServer } from '../harness/with-server.ts';

const BUILT = new URL('../../dist/testbed/servers/index.js', import.meta.url).href;

/** Starts the server named by its arguments, prints its process id, and waits to be killed. */
const HOLDER = `
  const [, module, id] = process.argv;
  const { createProgress, ensureServer, serverSpec, startServer, thisMachine } = await import(module);
  const { pid } = await startServer(await ensureServer(serverSpec(id), thisMachine(), createProgress(process.stderr)));
  process.stdout.write(String(pid));
`;

for (const id of ['prometheus', 'victoriametrics']) {
  await describeWithServer(id, 'a real server', (server) => {
    let temporary: string;

    beforeEach(async () => {
      temporary = await mkdtemp(join(tmpdir(), 'throughline-test-'));
      vi.stubEnv('TMPDIR', temporary);
    });
    afterEach(async () => {
      vi.unstubAllEnvs();
      await rm(temporary, { recursive: true });
    });

    it('accepts an empty push, responds to queries, and leaves nothing behind', async () => {
      const backend = await startBackend(server);
      expect(await emptyPush(backend.otlpMetricsUrl)).toBe(200);
      const answer = await fetch(`${backend.url}/api/v1/query?query=vector(1)`);
      expect(await answer.json()).toMatchObject({ status: 'success' });
      expect(isAlive(backend.pid)).toBe(true);

      await backend.stop();
      expect(isAlive(backend.pid)).toBe(false);
      expect(await readdir(temporary)).toEqual([]);
      expect(backend.logs()).toContain(server.spec.version);
    });

    it('runs next to another one', async () => {
      const both = await Promise.all([startBackend(server), startBackend(server)]);
      expect(new Set(both.map(({ address }) => address)).size).toBe(2);
      await Promise.all(both.map(({ stop }) => stop()));
    });

    it('that does not start shows the last lines of its log', async () => {
      await expect(startBackend(server, { flags: ['--no.such-flag=1'] })).rejects.toMatchObject({
        fault: 'start',
        message: expect.stringMatching(
          new RegExp(
            `^${server.spec.title} ${server.version} \\(.* did not start:\\n.*no\\.such-flag.*exit code`,
            's',
          ),
        ),
      });
      expect(await readdir(temporary)).toEqual([]);
    });

    it('ends with its parent, even after SIGKILL, and its data is removed', async () => {
      const holder = spawn(process.execPath, ['--input-type=module', '-e', HOLDER, BUILT, id], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const [said] = (await once(holder.stdout, 'data')) as [Buffer];
      const pid = Number(said.toString());
      expect(isAlive(pid)).toBe(true);
      holder.kill('SIGKILL');
      await vi.waitFor(() => expect(isAlive(pid)).toBe(false), 5_000);
      await vi.waitFor(async () => expect(await readdir(temporary)).toEqual([]), 5_000);
    });
  });
}

await describeWithServer('prometheus', 'a server with other options', (server) => {
  it('has its receiver off if requested', async () => {
    const backend = await startBackend(server, { receiver: false });
    expect(await emptyPush(backend.otlpMetricsUrl)).toBe(404);
    await backend.stop();
  });

  it('has the given configuration', async () => {
    const config = 'otlp:\n  promote_resource_attributes: [service.name]\n';
    const backend = await startBackend(server, { config });
    const answer = await (await fetch(`${backend.url}/api/v1/status/config`)).text();
    expect(answer).toContain('service.name');
    await backend.stop();
  });
});

async function emptyPush(url: string): Promise<number> {
  const headers = { 'content-type': 'application/x-protobuf' };
  return (await fetch(url, { method: 'POST', headers, body: new Uint8Array() })).status;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
