import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { claimFolder, clusterFolder, keepLogs, readState, refuseCovered, removeFolder } from './folder.ts';

const machine = { env: { THROUGHLINE_CACHE: '/cache' }, home: '/root', platform: 'linux', arch: 'x64' };
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'throughline-folder-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('clusterFolder', () => {
  it('is in the cache by default', () => {
    expect(clusterFolder(undefined, machine).kubeconfig).toBe('/cache/cluster/kubeconfig');
  });

  it('gives each folder a separate cgroup, and the same folder the same one', () => {
    const { cgroup } = clusterFolder('/a', machine);
    expect(clusterFolder('/a/', machine).cgroup).toBe(cgroup);
    expect(clusterFolder('/b', machine).cgroup).not.toBe(cgroup);
  });

  it('has a lock whose name no other program uses: poetry.lock stays', () => {
    expect(clusterFolder('/a/poetry', machine).lock).toBe('/a/poetry.throughline-cluster.lock');
  });
});

describe('the files of a cluster', () => {
  it('are not put into a folder that contains something else', async () => {
    await writeFile(join(folder, 'thesis.tex'), '');
    await expect(claimFolder(clusterFolder(folder, machine), { processes: {} })).rejects.toThrow(
      `${folder} is not empty, and not of a cluster: give another folder.`,
    );
  });

  it('are removed with their folder', async () => {
    const place = clusterFolder(folder, machine);
    await claimFolder(place, { processes: { kubelet: 7 } });
    expect(await readState(place)).toEqual({ processes: { kubelet: 7 } });
    await writeFile(place.kubeconfig, '');
    await removeFolder(place);
    await expect(stat(folder)).rejects.toThrow('ENOENT');
  });

  it('leave a folder alone that is not of a cluster', async () => {
    await writeFile(join(folder, 'thesis.tex'), '');
    await removeFolder(clusterFolder(folder, machine));
    expect(await readdir(folder)).toEqual(['thesis.tex']);
  });

  it.each(['state.json', 'throughline-cluster.json'])(
    'leave a folder alone whose %s is of another program',
    async (name) => {
      const place = clusterFolder(folder, machine);
      await writeFile(place.file(name), '{"version": 4}');
      expect(await readState(place)).toBeUndefined();
      await removeFolder(place);
      await keepLogs(place);
      expect(await readdir(folder)).toEqual([name]);
      await expect(claimFolder(place, { processes: {} })).rejects.toThrow('not of a cluster');
    },
  );

  it('are put into a folder in which the first of them was not finished', async () => {
    const place = clusterFolder(folder, machine);
    await writeFile(place.file('.throughline-cluster.json.7.throughline-tmp'), '{"proc');
    await claimFolder(place, { processes: {} });
    expect(await readState(place)).toEqual({ processes: {} });
  });

  it('are removed but for the logs where those are kept, and then all of them', async () => {
    const place = clusterFolder(folder, machine);
    await claimFolder(place, { processes: { kubelet: 7 }, api: 'https://127.0.0.1:6443' });
    await mkdir(place.logs);
    await writeFile(place.log('kubelet'), 'no cgroup\n');
    await writeFile(place.kubeconfig, '');
    await keepLogs(place);
    expect((await readdir(folder)).toSorted()).toEqual(['log', 'throughline-cluster.json']);
    expect(await readdir(place.logs)).toEqual(['kubelet.log']);
    expect(await readState(place)).toEqual({ processes: {} });
    await removeFolder(place);
    await expect(stat(folder)).rejects.toThrow('ENOENT');
  });

  it('leave a folder of logs alone that is beside theirs', async () => {
    const place = clusterFolder(join(folder, 'proj'), machine);
    const logs = join(folder, 'proj.log');
    await mkdir(logs);
    await claimFolder(place, { processes: {} });
    await mkdir(place.logs);
    await keepLogs(place);
    await removeFolder(place);
    expect(await readdir(folder)).toEqual(['proj.log']);
  });
});

describe('refuseCovered', () => {
  it.each(['/run/x', '/var/run/x', '/var/lib', '/var/lib/ci/cache', '/var/log/x'])(
    'refuses %s, which the node does not see',
    (path) => {
      expect(() => refuseCovered(path, 'a program', 'set PLACE')).toThrow(
        `${path} (a program) is in ${/^\/var\/(?:run|lib|log)|^\/run/.exec(path)?.[0]}, which the node does not share: set PLACE.`,
      );
    },
  );

  it.each(['/srv/cache', '/var/library', '/home/ada/run'])('takes %s', (path) => {
    expect(() => refuseCovered(path, 'a program', 'set PLACE')).not.toThrow();
  });
});
