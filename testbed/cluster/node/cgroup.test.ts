import { describe, expect, it } from 'vitest';
import { hierarchiesOf } from './cgroup.ts';

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
