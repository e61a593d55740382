import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { errorCode } from '../../src/shared/text/error-code.ts';
import { nodeFlags } from '../../testbed/cluster/node/settings.ts';
import { throughline } from '../harness/throughline.ts';
import { whyNoImages } from '../harness/with-images.ts';
import { describeWithNodePrograms, nodeIn } from '../harness/with-node.ts';
import { kept, through } from './hold.ts';
import { install, type Installed, loadImages } from './installed.ts';

const title = 'a node with the default sync frequency';
const whyNot = process.env['THROUGHLINE_FULL'] === 'true' ? whyNoImages(title) : 'only in npm run full';
const SLOW_MS = 400_000;
/** Generous, because speed is not tested. */
const PATIENCE = { timeout: 300_000, interval: 250 };
const EDITS = 3;
/** How long the node is down. */
const DOWN_MS = 3_000;
/** A restart of a machine leaves nothing in /run: neither the runtime's sandboxes nor their networks. */
const EMPTY_RUN = `
  cut -d ' ' -f 2 /proc/self/mounts | grep -E '^(/var)?/run/(containerd|netns)/' | sort -r | xargs -r umount -l
  rm -rf /run/containerd/state /run/netns/*
`;
const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;

await describeWithNodePrograms(['prometheus@3.5', 'kubelet'], title, ([prometheus, kubelet], kubectl) => {
  describe.skipIf(whyNot !== undefined)(`a gateway${whyNot === undefined ? '' : `: ${whyNot}`}`, () => {
    let parent: string;
    let there: Installed;
    beforeAll(async () => {
      parent = await mkdtemp(join(tmpdir(), 'throughline-own-node-'));
    });
    // Hooks at the end run in reverse: the cluster goes last.
    afterAll(async () => {
      await throughline(['lab', 'cluster', 'down', '--folder', join(parent, 'cluster')]);
      await rm(parent, { recursive: true, force: true });
    });
    const node = nodeIn(() => join(parent, 'cluster'), kubectl, ['--sync-frequency', '1m']);
    beforeAll(async () => {
      await loadImages(node, prometheus!.path);
      there = await install(node);
    });
    afterAll(() => there?.stop());

    it(
      'exports by each edit of the ConfigMap within seconds, once the kubelet has mounted it',
      async () => {
        for (let edit = 1; edit <= EDITS; edit++) {
          const map = JSON.parse(
            await node.kubectl(['get', 'configmap', 'openclaw-config', '-n', there.namespace, '-o', 'json']),
          ) as { data: Record<string, string> };
          const intervalMs = 1_000 + edit;
          const text = map.data['openclaw.json']?.replace(
            /"flushIntervalMs": \d+/,
            `"flushIntervalMs": ${intervalMs}`,
          );
          const before = Date.now();
          await node.apply({ ...map, data: { 'openclaw.json': text } });
          await expect
            .poll(async () => (await there.status())?.exporter?.intervalMs, PATIENCE)
            .toBe(intervalMs);
          const after = Date.now();
          const script = `console.log(fs.lstatSync('/etc/openclaw/..data').ctimeMs)`;
          const mounted = Number(await there.exec(script, 'config-manager'));
          process.stderr.write(
            `edit ${edit}: mounted by the kubelet after ${seconds(mounted - before)}, exported by at most ` +
              `${seconds(after - mounted)} later\n`,
          );
          expect(mounted).toBeGreaterThan(before);
          // The sidecar reads its source every 2 s at the latest; the rest is for a loaded machine.
          expect(after - mounted).toBeLessThan(30_000);
        }
      },
      SLOW_MS * 2,
    );

    it(
      'keeps its identity, each accepted message, and what it had acknowledged, when the node restarts',
      async () => {
        const running = node.running();
        const { folder } = running;
        const pod = await there.pod();
        const held = await through(there, async () => {
          await killNode(folder.cgroup);
          expect(await running.run(['sh', '-c', EMPTY_RUN])).toMatchObject({ code: 0 });
          await sleep(DOWN_MS);
          running.start('containerd', 'containerd', [`--config=${folder.file('containerd.toml')}`]);
          // It ends where the runtime is not up yet, and is started again, as by systemd.
          const again = ['-c', 'until "$@"; do sleep 1; done', 'kubelet', kubelet!.path];
          running.start('kubelet', 'sh', [...again, ...(nodeFlags(folder)['kubelet'] ?? [])]);
        });
        // The pod is the same; its sandbox and its containers are new.
        expect(await there.pod()).toBe(pod);
        kept(held, { receiverEnds: true });
      },
      SLOW_MS,
    );
  });
});

/**
 * Kills the kubelet, the container runtime, and each process of a pod, as a loss of power does.
 *
 * @param cgroup name of the node's
 */
async function killNode(cgroup: string): Promise<void> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    ids.map(async (id) => {
      const groups = await readFile(`/proc/${id}/cgroup`, 'utf8').catch(() => '');
      if (!groups.includes(`/${cgroup}`)) return [];
      const command = (await readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '')).replaceAll('\0', ' ');
      const isRuntime = /\/kubelet |(?:^|\/)containerd |containerd-shim/.test(command);
      return groups.includes('/kubepods') || isRuntime ? [{ id: Number(id), isRuntime }] : [];
    }),
  );
  const ofNode = found.flat();
  // The kubelet, the runtime, and three pods.
  expect(ofNode.length).toBeGreaterThan(4);
  // What would start the others again goes first.
  for (const { id } of ofNode.toSorted((a, b) => Number(b.isRuntime) - Number(a.isRuntime))) {
    try {
      process.kill(id, 'SIGKILL');
    } catch (error) {
      // It ended with the one before.
      if (errorCode(error) !== 'ESRCH') throw error;
    }
  }
}
