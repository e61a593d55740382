import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changeSetting } from '../../src/shared/config/index.ts';
import { readReport } from '../../src/shared/protocol/report.ts';
import { ARGOCD_NEEDS } from '../../testbed/cluster/node/index.ts';
import { Removals } from '../harness/removals.ts';
import { ALONE_MS, describeWithNode } from '../harness/with-node.ts';
import { whyNoImages } from '../harness/with-images.ts';
import { ARGOCD_COMMANDS, MINE } from './checked.ts';
import { exampleConfiguration, syncedInstallation, type SyncedInstallation } from './synced.ts';

/** Generous, because speed is not tested. */
const SLOW_MS = 600_000;
const PATIENCE = { timeout: 300_000, interval: 500 };
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
        const settings = [
          [['plugins', 'entries', 'diagnostics-otel', 'enabled'], true],
          [['diagnostics', 'otel', 'flushIntervalMs'], 1_000],
        ] as const;
        const works = settings.reduce(
          (text, [path, value]) => changeSetting(text, path, value),
          await exampleConfiguration(),
        );
        installation = await syncedInstallation(node, programs, works, removals);
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

      /** What the command of the guide says of Argo CD's state, by id. */
      async function judged(): Promise<Readonly<Record<string, string | number>>> {
        const command = ARGOCD_COMMANDS.find((text) => text.includes('--revision')) ?? '';
        const ended = await installation.shell(`${command.trimEnd()} -o json`).then(
          (stdout) => ({ stdout, code: 0 }),
          (error: unknown) => error as { readonly stdout: string; readonly code: number },
        );
        const argocd = readReport(ended.stdout).checks.filter(({ id }) => /^TL14[0-4]$/.test(id));
        return { code: ended.code, ...Object.fromEntries(argocd.map(({ id, status }) => [id, status])) };
      }
      // Nothing was asked of a backend, so that it ends with 3 where no check fails.
      const ALL_PASS = { code: 3, TL140: 'pass', TL141: 'pass', TL142: 'pass', TL143: 'pass', TL144: 'pass' };

      const patchApplication = (spec: object): Promise<string> =>
        node.kubectl([
          'patch',
          'application/openclaw',
          '--namespace=argocd',
          '--type=merge',
          `--patch=${JSON.stringify({ spec })}`,
        ]);
      const application = (path: string): Promise<string> =>
        node.kubectl(['get', 'application', 'openclaw', '-n', 'argocd', '-o', `jsonpath={.status.${path}}`]);

      it('none, where the commit is applied that is asked for', async () => {
        expect(await judged()).toEqual(ALL_PASS);
      });

      it(
        'a commit that is not synced, as the Application is out of sync with it',
        async () => {
          const path = `${MINE}/openclaw.json`;
          const text = await readFile(join(installation.repository.folder, path), 'utf8');
          const slower = changeSetting(text, ['diagnostics', 'otel', 'flushIntervalMs'], 1_500);
          await installation.repository.commit({ [path]: slower }, 'openclaw: slower');
          await expect.poll(() => application('sync.status'), PATIENCE).toBe('OutOfSync');
          expect(await judged()).toEqual({ ...ALL_PASS, code: 1, TL140: 'fail', TL144: 'fail' });
        },
        SLOW_MS,
      );

      it(
        'ignoreDifferences over the configuration, and an edit that self-heal undid',
        async () => {
          await patchApplication({ ignoreDifferences: [{ kind: 'ConfigMap', jsonPointers: ['/data'] }] });
          expect(await judged()).toMatchObject({ TL143: 'fail' });
          await patchApplication({
            ignoreDifferences: null,
            syncPolicy: { automated: { selfHeal: true } },
          });
          const state = (): Promise<string> =>
            Promise.all([application('sync.status'), application('operationState.phase')]).then(String);
          await expect.poll(state, PATIENCE).toBe('Synced,Succeeded');
          expect(await judged()).toEqual(ALL_PASS);
          const edit = JSON.stringify({ spec: { sessionAffinity: 'ClientIP' } });
          await node.kubectl(['patch', 'service/openclaw', '--namespace=openclaw', `--patch=${edit}`]);
          const attempts = 'operationState.operation.sync.autoHealAttemptsCount';
          await expect.poll(() => application(attempts), PATIENCE).toMatch(/^[1-9]/);
          await expect.poll(state, PATIENCE).toBe('Synced,Succeeded');
          expect(await judged()).toEqual({ ...ALL_PASS, TL142: 'warn' });
        },
        SLOW_MS,
      );
    });
  },
  ARGOCD_NEEDS,
);
