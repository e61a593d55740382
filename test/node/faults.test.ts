import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readReport } from '../../src/shared/protocol/report.ts';
import { throughline } from '../harness/throughline.ts';
import { whyNoImages } from '../harness/with-images.ts';
import { describeWithNode } from '../harness/with-node.ts';
import { kept, through } from './hold.ts';
import { install, type Installed, loadImages } from './installed.ts';

const title = 'a gateway whose pod ends';
const whyNot = whyNoImages(title);
const isFull = process.env['THROUGHLINE_FULL'] === 'true';
/** Generous, because speed is not tested. */
const PATIENCE = { timeout: 120_000, interval: 250 };
const SLOW_MS = 300_000;

interface PodObject {
  metadata: { name: string; uid: string };
  status: {
    phase: string;
    containerStatuses?: {
      name: string;
      containerID?: string;
      lastState: { terminated?: { reason: string } };
    }[];
  };
}

await describeWithNode(['prometheus@3.5'], title, (node, [prometheus]) => {
  describe.skipIf(whyNot !== undefined)(`by a fault${whyNot === undefined ? '' : `: ${whyNot}`}`, () => {
    let there: Installed;
    beforeAll(async () => {
      await loadImages(node, prometheus!.path);
      there = await install(node, {
        deployment: ({ spec }) => {
          const gateway = spec.template.spec.containers.find(({ name }) => name === 'gateway');
          // Near to what it uses (some 50 MiB), so that little more is too much.
          gateway!.resources = {
            requests: { ...gateway!.resources.requests, memory: '96Mi' },
            limits: { ...gateway!.resources.limits, memory: '112Mi' },
          };
        },
      });
    });
    afterAll(() => there?.stop());

    const podOf = async (name: string): Promise<PodObject> =>
      JSON.parse(await node.kubectl(['get', 'pod', name, '-n', there.namespace, '-o', 'json'])) as PodObject;

    /** That a check by --kubeconfig has read the log of the running container, and that of the one before. */
    const readsBothLogs = async (pod: string): Promise<void> => {
      const { kubeconfig } = node.running();
      const args = ['check', '--kubeconfig', kubeconfig, '--namespaces', there.namespace, '-o', 'json'];
      const report = readReport((await throughline(args)).stdout);
      const log = report.checks.find(({ id }) => id === 'TL130');
      expect(log?.status).toBe('pass');
      const sources = log?.evidence.map(({ source }) => source).join('; ');
      const container = `pod ${there.namespace}/${pod}, container gateway`;
      expect(sources).toContain(`${container} (previous), ${container}`);
    };

    it.runIf(isFull)(
      'stays within its limits under load, and its sidecar within 64 MiB while it carries edits over',
      async () => {
        const load = Array.from({ length: 8 }, async (_, sender) => {
          for (let count = 0; count < 200; count++) {
            const text = `message ${sender}.${count}`;
            const response = await there.post({ chatId: `${sender}`, text });
            await response.arrayBuffer();
          }
        });
        for (let edit = 0; edit < 4; edit++) {
          const map = JSON.parse(
            await node.kubectl(['get', 'configmap', 'openclaw-config', '-n', there.namespace, '-o', 'json']),
          ) as { data: Record<string, string> };
          const text = map.data['openclaw.json'] ?? '';
          const intervalMs = edit % 2 === 0 ? 1_100 : 1_000;
          await node.apply({
            ...map,
            data: {
              'openclaw.json': text.replace(/"flushIntervalMs": \d+/, `"flushIntervalMs": ${intervalMs}`),
            },
          });
          await expect
            .poll(async () => (await there.status())?.exporter?.intervalMs, PATIENCE)
            .toBe(intervalMs);
        }
        await Promise.all(load);
        const { metadata, status } = await podOf(await there.pod());
        for (const { name, containerID = '' } of status.containerStatuses ?? []) {
          const { peak, limit, hits } = await memoryOf(
            node.running().folder.cgroup,
            metadata.uid,
            containerID.replace('containerd://', ''),
          );
          process.stderr.write(
            `${name}: at most ${mebibytes(peak)} of ${mebibytes(limit)}, which it reached ${hits} times\n`,
          );
          expect(limit).toBe((name === 'gateway' ? 112 : 64) << 20);
          expect(peak).toBeLessThan(limit);
          expect(hits).toBe(0);
        }
      },
      SLOW_MS,
    );

    it('keeps its identity, what it had acknowledged and what it accepted, when its pod is deleted by force', async () => {
      const before = await there.pod();
      const held = await through(there, async () => {
        await node.kubectl(['delete', 'pod', before, '-n', there.namespace, '--grace-period=0', '--force']);
      });
      expect(await there.pod()).not.toBe(before);
      kept(held);
    });

    it.runIf(isFull)(
      'keeps them when the kernel kills it for its memory',
      async () => {
        const pod = await there.pod();
        const held = await through(there, async () => {
          // Files in memory count for the container, and no process is larger than the gateway.
          await there
            .exec(
              `const { writeFileSync } = require('node:fs');
               for (let n = 0; n < 60; n++) writeFileSync('/dev/shm/' + n, Buffer.alloc(1 << 20, 1));`,
            )
            .catch(() => undefined);
          const reason = async (): Promise<string | undefined> =>
            (await podOf(pod)).status.containerStatuses?.find(({ name }) => name === 'gateway')?.lastState
              .terminated?.reason;
          await expect.poll(reason, PATIENCE).toBe('OOMKilled');
          await there.exec(
            `const { readdirSync, rmSync } = require('node:fs');
             for (const name of readdirSync('/dev/shm')) rmSync('/dev/shm/' + name);`,
            'config-manager',
          );
        });
        // The container is another one, the pod is not.
        expect(await there.pod()).toBe(pod);
        kept(held);
        await readsBothLogs(pod);
      },
      SLOW_MS,
    );

    it.runIf(isFull)(
      'keeps them when the kubelet evicts it for its disk',
      async () => {
        const pod = await there.pod();
        const held = await through(there, async () => {
          // Above the limit of the volume, which the kubelet looks at every few seconds.
          await there.exec(
            `require('node:fs').writeFileSync('/var/lib/openclaw/much', Buffer.alloc(32 << 20, 1))`,
            'config-manager',
          );
          const evicted = (): Promise<string> =>
            node.kubectl([
              'get',
              'events',
              '-n',
              there.namespace,
              '-o',
              'jsonpath={.items[*].message}',
              '--field-selector',
              `reason=Evicted,involvedObject.name=${pod}`,
            ]);
          await expect.poll(evicted, PATIENCE).toContain('volume "config" exceeds the limit "16Mi"');
        });
        expect(await there.pod()).not.toBe(pod);
        // The kubelet writes no reason into the status where the containers end by themselves: 0 is Succeeded.
        expect((await podOf(pod)).status.phase).toMatch(/^(?:Succeeded|Failed)$/);
        kept(held, { allReached: true });
      },
      SLOW_MS,
    );

    it.runIf(isFull)(
      'keeps them, and each message, in a rollout',
      async () => {
        const held = await through(there, async () => {
          await node.kubectl(['rollout', 'restart', 'deployment/openclaw', '-n', there.namespace]);
          await sleep(2_000);
        });
        kept(held, { allReached: true });
      },
      SLOW_MS,
    );
  });
});

const mebibytes = (bytes: number): string => `${(bytes / (1 << 20)).toFixed(1)} MiB`;

/** What the cgroup of a container says of its memory, in bytes, and how often it reached its limit; of version 1 or 2. */
async function memoryOf(
  cluster: string,
  pod: string,
  container: string,
): Promise<{ readonly peak: number; readonly limit: number; readonly hits: number }> {
  const first = await folderOf(join('/sys/fs/cgroup/memory', cluster), pod, container);
  const folder = first ?? (await folderOf(join('/sys/fs/cgroup', cluster), pod, container));
  if (folder === undefined) throw new Error(`no cgroup of container ${container}`);
  const read = async (file: string): Promise<string> => (await readFile(join(folder, file), 'utf8')).trim();
  if (first !== undefined)
    return {
      peak: Number(await read('memory.max_usage_in_bytes')),
      limit: Number(await read('memory.limit_in_bytes')),
      hits: Number(await read('memory.failcnt')),
    };
  const [, hits = 'none'] = /^max (\d+)$/m.exec(await read('memory.events')) ?? [];
  return {
    peak: Number(await read('memory.peak')),
    limit: Number(await read('memory.max')),
    hits: Number(hits),
  };
}

/** The folder of a container's cgroup, below that of its pod. */
async function folderOf(root: string, pod: string, container: string): Promise<string | undefined> {
  const folders = await readdir(root, { recursive: true }).catch(() => []);
  const found = folders.find((path) => path.includes(pod) && path.endsWith(container));
  return found === undefined ? undefined : join(root, found);
}
