import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { inGuideShell } from '../harness/guide-shell.ts';
import { Removals } from '../harness/removals.ts';
import { whyNoCommands } from '../harness/with-commands.ts';
import { ALONE_MS, describeWithNode } from '../harness/with-node.ts';
import { whyNoImages } from '../harness/with-images.ts';
import {
  ARGOCD_COMMANDS,
  checkedInstallation,
  type CheckedInstallation,
  MINE,
  yamlOfGuide,
} from './checked.ts';
import { STEPS } from './guide-steps.ts';
import { APPLICATION, exampleConfiguration } from './synced.ts';

/** Generous, because speed is not tested. */
const SLOW_MS = 600_000;

/** The commands of the guide, by a text that only one block has. */
function block(text: string): string {
  const [found, ...others] = ARGOCD_COMMANDS.filter((each) => each.includes(text));
  if (found === undefined || others.length > 0) throw new Error(`not one block of the guide has ${text}`);
  return found;
}
const APPLY = block('kubectl apply -k');
const FIX = block('git apply');
const FIX_FILES = block('--fix --yes');
/** Each is run by a test: the last by the real Argo CD. */
const RUN = [APPLY, FIX, FIX_FILES, block('--revision')];
const VERDICT = `kubectl get configmap throughline-report -n openclaw -o jsonpath='{.data.verdict}'`;

it('the guide to Argo CD has no command that no test runs', () => {
  expect(ARGOCD_COMMANDS.filter((text) => !RUN.includes(text)).map((text) => text.trimEnd())).toEqual([
    VERDICT,
  ]);
});

it("the guide's Application is the one that tests sync", () => {
  const { name, path, namespace } = APPLICATION;
  expect(parse(yamlOfGuide('kind: Application'))).toMatchObject({
    metadata: { name },
    spec: { source: { path, targetRevision: 'HEAD' }, destination: { namespace } },
  });
});

const whyNoShell = whyNoCommands('the commands of the guide to Argo CD', 'bash', 'cp');

it.skipIf(whyNoShell !== undefined)(
  'the guide finds a policy that forgets DNS among the files, and changes it',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'throughline-files-'));
    try {
      await cp(fileURLToPath(new URL('../../deploy', import.meta.url)), join(folder, 'deploy'), {
        recursive: true,
      });
      await inGuideShell(STEPS.overlay.split('\n')[0] ?? '', { cwd: folder, env: process.env });
      const policy = join(folder, 'deploy/components/network-policies/networkpolicy.yaml');
      const right = await readFile(policy, 'utf8');
      await writeFile(policy, right.replace(/^ {4}# DNS\.\n[\s\S]*?(?=^ {4}# Models)/m, ''));
      expect(await readFile(policy, 'utf8')).not.toContain('kube-dns');
      await inGuideShell(FIX_FILES, { cwd: folder, env: process.env });
      expect(await readFile(policy, 'utf8')).toContain('k8s-app: kube-dns');
    } finally {
      await rm(folder, { recursive: true });
    }
  },
);

const title = 'the check as a Job';
const whyNot =
  process.env['THROUGHLINE_FULL'] === 'true'
    ? whyNoImages(title)
    : 'npm run full has it, because it takes minutes';
const skipped = whyNot === undefined ? '' : `: ${whyNot}`;

await describeWithNode(
  ['kubectl', 'prometheus-operator', 'prometheus-config-reloader', 'prometheus@3.5'],
  title,
  (node, programs) => {
    describe.skipIf(whyNot !== undefined)(`by the commands for kubectl${skipped}`, () => {
      let installation: CheckedInstallation;
      const removals = new Removals();

      beforeAll(() => node.alone('deploy'), ALONE_MS);
      beforeAll(async () => {
        const configuration = await exampleConfiguration();
        installation = await checkedInstallation(node, programs, 'check-job', configuration, removals);
      }, SLOW_MS);
      afterAll(() => removals.run(), SLOW_MS);

      it(
        'fails where every setting is right and nothing is sent, and the ConfigMap has the cause',
        async () => {
          // Not all of the 7 minutes for what has failed already: kubectl waits for one condition.
          const [, wait = ''] = /(kubectl wait .*)\n/.exec(APPLY) ?? [];
          const failed = wait.replace('condition=complete', 'condition=failed');
          expect(failed).not.toBe(wait);
          await installation.shell(APPLY.replace(wait, failed));
          expect(await installation.shell(VERDICT)).toMatch(
            /^broken: 0 of 18 metrics arrived; TL203, link plugin: .*; fix: enable the plugin diagnostics-otel$/,
          );
        },
        SLOW_MS,
      );

      it(
        'is complete by the diff that was printed',
        async () => {
          await installation.shell(FIX);
          await installation.waitForMetrics();
          const file = join(installation.repository.folder, MINE, 'openclaw.json');
          expect(await readFile(file, 'utf8')).toContain('"diagnostics-otel"');
          const printed = await installation.shell(APPLY);
          expect(printed).toContain('job.batch/throughline-check condition met\n');
          expect(printed).toMatch(/arriving: .*$/);
        },
        SLOW_MS,
      );
    });
  },
);
