import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
  metadata: { name: string };
  status: {
    phase: string;
    containerStatuses?: { name: string; lastState: { terminated?: { reason: string } } }[];
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

    it('keeps its identity, and what it had acknowledged, when its pod is deleted by force', async () => {
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
        // The kubelet writes no reason into the status of a pod whose containers all end with 0, as they do here.
        expect((await podOf(pod)).status.phase).toBe('Succeeded');
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
