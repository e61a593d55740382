import { describe, expect, it } from 'vitest';
import { mountOf, parseMounts, startOf } from './process-facts.ts';

const VOLUMES = '/var/lib/kubelet/pods/d86d9bff/volumes';
const MOUNTS = parseMounts(
  [
    '1 0 0:50 / / ro,relatime - overlay overlay ro',
    `2 1 254:0 ${VOLUMES}/kubernetes.io~configmap/my\\040map/..2026_11_27_17_39_49.2357/a.json//deleted /etc/a/a.json ro - ext4 /dev/vda rw`,
    `3 1 254:0 ${VOLUMES}/kubernetes.io~configmap/map /etc/a ro - ext4 /dev/vda rw`,
    '',
  ].join('\n'),
);

describe('mountOf', () => {
  it('is the nearest mount above a path', () => {
    expect(mountOf(MOUNTS, '/etc/a/b.json')?.root).toBe(`${VOLUMES}/kubernetes.io~configmap/map`);
    expect(mountOf(MOUNTS, '/etc/ab')?.mountPoint).toBe('/');
    expect(mountOf([], '/etc/a')).toBeUndefined();
  });

  it('is the file itself where only that is mounted, and shows that it was deleted', () => {
    expect(mountOf(MOUNTS, '/etc/a/a.json')?.root).toBe(
      `${VOLUMES}/kubernetes.io~configmap/my map/..2026_11_27_17_39_49.2357/a.json//deleted`,
    );
  });
});

describe('startOf', () => {
  it.runIf(process.platform === 'linux')('is when this process began', async () => {
    const began = await startOf(process.pid);
    expect(Math.abs((began ?? 0) - (Date.now() - process.uptime() * 1_000))).toBeLessThan(2_000);
  });

  it('is not known of a process that does not run', async () => {
    expect(await startOf(0)).toBeUndefined();
  });
});
