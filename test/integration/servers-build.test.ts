import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ensureServer } from '../../testbed/servers/index.ts';
import type { Progress, ServerSpec, Machine } from '../../testbed/servers/index.ts';
import { tinyModule } from '../harness/tiny-module.ts';

const goIsHere = spawnSync('go', ['version']).status === 0;
const skip = !goIsHere && process.env['CI'] !== 'true';
if (skip) process.stderr.write('SKIPPED: tests of building a server, as there is no Go 1.26 on PATH\n');

describe.skipIf(skip)('building a server', () => {
  let folder: string;
  let spec: ServerSpec;
  let machine: Machine;
  let steps: string[];
  let progress: Progress;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'throughline-build-'));
    const tiny = await tinyModule(folder);
    spec = tiny.spec;
    machine = { env: tiny.env, home: folder, platform: 'linux', arch: 'x64' };
    steps = [];
    progress = { step: (text) => steps.push(text), detail: () => {}, end: () => {} };
  });
  afterEach(() => rm(folder, { recursive: true }));

  const cached = (): Promise<string[]> => readdir(join(folder, 'cache', 'servers')).catch(() => []);

  it('happens once; then the server is in the cache', async () => {
    const first = await ensureServer(spec, machine, progress);
    expect(first).toMatchObject({ from: 'built', version: '1.0.0', seconds: expect.any(Number) });
    expect(spawnSync(first.path).stderr.toString()).toBe('tiny, version 1.0.0\n');
    expect(steps.map((step) => step.replace(/ \(.*/, ''))).toEqual([
      'Tiny 1.0.0: fetching example.test/tiny@v1.0.0 and checking its checksum',
      'Tiny 1.0.0: fetching its dependencies',
      'Tiny 1.0.0: compiling',
    ]);
    expect(await ensureServer(spec, machine, progress)).toMatchObject({ from: 'cache', path: first.path });
    expect(await cached()).toEqual(['tiny-1.0.0-linux-x64']);
  });

  it('happens once for two processes at the same time, and the second reports that it waits', async () => {
    const both = await Promise.all([
      ensureServer(spec, machine, progress),
      ensureServer(spec, machine, progress),
    ]);
    expect(both.map(({ from }) => from).toSorted()).toEqual(['built', 'cache']);
    expect(steps).toContainEqual(
      expect.stringMatching(`^Tiny 1.0.0: waiting for process ${process.pid}, which builds it`),
    );
  });

  it('rejects a module that is not the pinned one', async () => {
    const { source } = spec;
    const pinned = `h1:${'A'.repeat(43)}=`;
    const other = { ...spec, source: { ...source, checksum: pinned } };
    await expect(ensureServer(other, machine, progress)).rejects.toMatchObject({
      fault: 'checksum',
      message: expect.stringContaining(`has the checksum ${source.checksum}, and ${pinned} is expected`),
    });
    expect(await cached()).toEqual([]);
  });

  it('starts again after an interrupted build', async () => {
    const servers = join(folder, 'cache', 'servers');
    const deadPid = spawnSync(process.execPath, ['-e', '']).pid;
    await mkdir(join(servers, `tiny-1.0.0-linux-x64.building-${deadPid}`, 'bin'), { recursive: true });
    await writeFile(join(servers, 'tiny-1.0.0-linux-x64.lock'), `${deadPid}@${hostname()} x`);
    expect(await ensureServer(spec, machine, progress)).toMatchObject({ from: 'built' });
    expect(await cached()).toEqual(['tiny-1.0.0-linux-x64']);
  });

  it("shows Go's message if it fails", async () => {
    const absent = { ...spec, source: { ...spec.source, package: 'example.test/tiny/absent' } };
    await expect(ensureServer(absent, machine, progress)).rejects.toMatchObject({
      fault: 'build',
      message: expect.stringMatching(
        /^Tiny 1\.0\.0 was not built: go list failed:\n.*example\.test\/tiny\/absent/s,
      ),
    });
    expect(await cached()).toEqual([]);
  });
});
