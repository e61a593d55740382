import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readReport } from '../../src/shared/protocol/report.ts';
import { ARGOCD_NEEDS } from '../../testbed/cluster/node/index.ts';
import { Removals } from '../harness/removals.ts';
import { ALONE_MS, describeWithNode } from '../harness/with-node.ts';
import { whyNoImages } from '../harness/with-images.ts';
import { ARGOCD_COMMANDS } from './checked.ts';
import { syncedInstallation, type SyncedInstallation, workingConfiguration } from './synced.ts';

/** Generous, because speed is not tested. */
const SLOW_MS = 600_000;
const KEY = 'OPENCLAW_MODEL_API_KEY';

const title = 'what a sync needs first';
const whyNot =
  process.env['THROUGHLINE_FULL'] === 'true'
    ? whyNoImages(title)
    : 'npm run full has these, because each takes a minute';
const skipped = whyNot === undefined ? '' : `: ${whyNot}`;

await describeWithNode(
  ['kubectl', 'prometheus-operator', 'prometheus-config-reloader', 'prometheus@3.5', 'argocd', 'kustomize'],
  title,
  (node, programs) => {
    describe.skipIf(whyNot !== undefined)(`is named before it${skipped}`, () => {
      let installation: SyncedInstallation;
      const removals = new Removals();
      beforeAll(() => node.alone('argocd', 'deploy'), ALONE_MS);
      beforeAll(async () => {
        installation = await syncedInstallation(node, programs, await workingConfiguration(), removals);
        await installation.waitForMetrics();
      }, SLOW_MS);
      afterAll(() => removals.run(), SLOW_MS);

      const patchSecret = (patch: string): Promise<string> =>
        node.kubectl(['patch', 'secret', 'openclaw', '-n', 'openclaw', '--type', 'json', '-p', patch]);

      it(
        'a key that the Secret lacks, before anything is applied',
        async () => {
          const stored = JSON.parse(
            await node.kubectl(['get', 'secret', 'openclaw', '-n', 'openclaw', '-o', 'json']),
          ) as { data: Record<string, string> };
          const change = (op: 'add' | 'remove'): Promise<string> =>
            patchSecret(JSON.stringify([{ op, path: `/data/${KEY}`, value: stored.data[KEY] }]));
          await change('remove');
          const synced = await installation.sync();
          expect(synced).toMatchObject({ phase: 'Failed', after: 'did not run' });
          expect(synced.before).toMatch(/^Failed: broken: .*TL111, link config: /);
          expect(synced.before).toContain(`key ${KEY} of Secret openclaw, which has no such key`);
          const deployment = await node.tryKubectl(['get', 'deployment', 'openclaw', '-n', 'openclaw']);
          expect(deployment.stderr).toContain('not found');
          await change('add');
          expect(await installation.sync()).toMatchObject({ phase: 'Succeeded' });
        },
        SLOW_MS,
      );

      it('none, where the commit is applied that is asked for', async () => {
        const command = ARGOCD_COMMANDS.find((text) => text.includes('--revision')) ?? '';
        // Nothing was asked of a backend, so it ends with 3.
        const ended = await installation.shell(`${command.trimEnd()} -o json`).then(
          () => undefined,
          (error: unknown) => error as { readonly code: number; readonly stdout: string },
        );
        expect(ended?.code).toBe(3);
        const { checks } = readReport(ended?.stdout ?? '');
        const argocd = checks.filter(({ id }) => /^TL14[0-4]$/.test(id));
        expect(argocd.map(({ id, status }) => [id, status])).toEqual(
          ['TL140', 'TL141', 'TL142', 'TL143', 'TL144'].map((id) => [id, 'pass']),
        );
      });
    });
  },
  ARGOCD_NEEDS,
);
