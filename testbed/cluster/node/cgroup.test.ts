import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { enableControllers, hierarchiesOf, nodeCgroup } from './cgroup.ts';

describe('hierarchiesOf', () => {
  it('uses the hierarchies of version 1, and knows the one of version 2 beside them', () => {
    const mounts = [
      '/dev/vda / ext4 rw 0 0',
      'tmpfs /sys/fs/cgroup tmpfs rw 0 0',
      'cgroup /sys/fs/cgroup/cpu,cpuacct cgroup rw,cpu,cpuacct 0 0',
      'cgroup /sys/fs/cgroup/pids cgroup rw,pids 0 0',
      'cgroup2 /sys/fs/cgroup/unified cgroup2 rw 0 0',
    ].join('\n');
    expect(hierarchiesOf(mounts)).toEqual({
      used: ['/sys/fs/cgroup/cpu,cpuacct', '/sys/fs/cgroup/pids'],
      others: ['/sys/fs/cgroup/unified'],
    });
  });

  it('uses the only hierarchy of version 2', () => {
    expect(hierarchiesOf('cgroup2 /sys/fs/cgroup cgroup2 rw,nosuid 0 0\n')).toEqual({
      used: ['/sys/fs/cgroup'],
      others: [],
    });
  });
});

describe('enableControllers', () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'throughline-cgroup-'));
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  const file = (name: string): string => join(root, `cgroup.${name}`);

  it('hands down those that the kubelet expects, and that are not handed down yet', async () => {
    await writeFile(file('controllers'), 'cpuset cpu io memory hugetlb pids rdma misc\n');
    await writeFile(file('subtree_control'), 'cpu memory\n');
    await enableControllers(root);
    expect(await readFile(file('subtree_control'), 'utf8')).toBe('+cpuset +pids +hugetlb');
  });

  it('changes nothing where all of them are handed down, or in a hierarchy of version 1', async () => {
    await enableControllers(root);
    await writeFile(file('controllers'), 'cpuset cpu memory pids\n');
    await writeFile(file('subtree_control'), 'pids memory cpu cpuset\n');
    await enableControllers(root);
    expect(await readFile(file('subtree_control'), 'utf8')).toBe('pids memory cpu cpuset\n');
  });

  it('names a controller that the machine lacks', async () => {
    await writeFile(file('controllers'), 'cpu pids\n');
    await writeFile(file('subtree_control'), '');
    await expect(enableControllers(root)).rejects.toThrow(
      `The kubelet needs these controllers, which ${root} does not have: cpuset, memory`,
    );
  });

  it('says why it cannot hand one down', async () => {
    await writeFile(file('controllers'), 'cpuset cpu memory pids\n');
    await expect(enableControllers(root)).rejects.toThrow(
      `${file('subtree_control')} does not take "+cpuset +cpu +memory +pids" (ENOENT)`,
    );
  });
});

describe('nodeCgroup', () => {
  it.each(['/proc/self/mounts', '/not/on/this/platform'])(
    'finds nothing of a cluster that was never there, by %s',
    async (mounts) => {
      const cgroup = await nodeCgroup('throughline-cluster-of-nobody', mounts);
      expect(await cgroup.exists()).toBe(false);
      expect(await cgroup.pids()).toEqual([]);
    },
  );
});
