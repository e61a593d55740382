import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { ARGOCD_NEEDS } from '../../testbed/cluster/node/index.ts';
import { Removals } from '../harness/removals.ts';
import { ALONE_MS, describeWithNode } from '../harness/with-node.ts';
import { whyNoImages } from '../harness/with-images.ts';
import { ARGOCD_COMMANDS } from './checked.ts';
import { syncedInstallation, type SyncedInstallation, workingConfiguration } from './synced.ts';

/** Generous, because speed is not tested. */
const SLOW_MS = 600_000;
const PATIENCE = { timeout: 120_000, interval: 500 };
const POLICY = 'deploy/components/network-policies/networkpolicy.yaml';
const MONITORING = 'deploy/monitoring';
const PROMETHEUS = `${MONITORING}/prometheus.yaml`;
/** The check that the guide runs on the files; without `--fix` it prints the diff, and ends with 1. */
const FIX = ARGOCD_COMMANDS.find((text) => text.includes('--fix --yes')) ?? '';
const CHECK_FILES = FIX.trim().replace(' --fix --yes', '');
const printedBy = (check: string): string => `{ ${check} || test $? = 1; } | git apply`;

const title = 'a sync whose metrics cannot arrive';
const whyNot =
  process.env['THROUGHLINE_FULL'] === 'true'
    ? whyNoImages(title)
    : 'npm run full has these, because each takes a minute';
const skipped = whyNot === undefined ? '' : `: ${whyNot}`;

await describeWithNode(
  ['kubectl', 'prometheus-operator', 'prometheus-config-reloader', 'prometheus@3.5', 'argocd', 'kustomize'],
  title,
  (node, programs) => {
    describe.skipIf(whyNot !== undefined)(
      `fails with the cause in one line, and succeeds by the printed diff${skipped}`,
      () => {
        let installation: SyncedInstallation;
        const removals = new Removals();
        const read = (path: string): Promise<string> =>
          readFile(join(installation.repository.folder, path), 'utf8');

        beforeAll(() => node.alone('argocd', 'deploy'), ALONE_MS);
        beforeAll(async () => {
          installation = await syncedInstallation(node, programs, await workingConfiguration(), removals);
        }, SLOW_MS);
        afterAll(() => removals.run(), SLOW_MS);

        it(
          'where a network policy forgets DNS',
          async () => {
            const right = await read(POLICY);
            const forgets = right.replace(/^ {4}# DNS\.\n[\s\S]*?(?=^ {4}# Models)/m, '');
            expect(forgets).not.toContain('kube-dns');
            await installation.repository.commit({ [POLICY]: forgets }, 'policies: fewer rules');
            const { phase, after } = await installation.sync();
            expect(phase).toBe('Failed');
            // The exporter may keep a connection that it opened before: then something still arrives.
            expect(after).toMatch(/^Failed: (?:degraded|broken): .*TL405, link network: /);
            expect(after).toContain(
              "no policy allows egress from openclaw/openclaw to the cluster's name server:53/UDP",
            );
            expect(after).not.toContain('\n');

            await installation.waitForMetrics();
            await installation.shell(printedBy(CHECK_FILES));
            // Any policy of the gateway's pods may get the rule.
            expect(await installation.shell('git diff')).toMatch(/^\+ +k8s-app: kube-dns$/m);
            await installation.repository.commit({}, 'policies: DNS');
            expect(await installation.sync()).toMatchObject({ phase: 'Succeeded' });
          },
          SLOW_MS,
        );

        it(
          'where the flag of Prometheus 2 is in the object of Prometheus 3',
          async () => {
            const prometheus = await liveObject('prometheus', 'k8s');
            const { enableOTLPReceiver, ...others } = prometheus.spec;
            expect(enableOTLPReceiver).toBe(true);
            const byFlag = { ...prometheus, spec: { ...others, enableFeatures: ['otlp-write-receiver'] } };
            // Not among the Application's objects: Argo CD takes a Prometheus whose only pod is being replaced for degraded, and
            // fails the sync before the check.
            const files = {
              [POLICY]: await readFile(new URL(`../../${POLICY}`, import.meta.url), 'utf8'),
              [PROMETHEUS]: stringify(byFlag),
              [`${MONITORING}/service.yaml`]: stringify(await liveObject('service', 'prometheus-k8s')),
            };
            await installation.repository.commit(files, 'monitoring: by the flag');
            await replacePrometheus(false);
            const { phase, after } = await installation.sync();
            expect(phase).toBe('Failed');
            expect(after).toMatch(
              /^Failed: broken: .*TL502, link receiver: the receiver is off: the feature flag of Prometheus 2 does /,
            );
            expect(after).not.toContain('\n');

            await installation.shell(printedBy(`${CHECK_FILES} --manifests ${MONITORING}`));
            expect(await read(PROMETHEUS)).toContain('enableOTLPReceiver: true');
            await installation.repository.commit({}, 'monitoring: by the field');
            await replacePrometheus(true);
            expect(await installation.sync()).toMatchObject({ phase: 'Succeeded' });
          },
          SLOW_MS,
        );

        /** Replaces the object by the one of the repository, and waits for the pod that the operator makes of it. */
        async function replacePrometheus(isOn: boolean): Promise<void> {
          await installation.shell(`kubectl replace -f ${PROMETHEUS}`);
          const pod = ['pod/prometheus-k8s-0', '-n', 'monitoring'];
          const args = ['get', ...pod, '-o', 'jsonpath={.spec.containers[*].args}'];
          const hasReceiver = async (): Promise<boolean | string> => {
            const { code, stdout, stderr } = await node.tryKubectl(args);
            return code === 0 ? stdout.includes('--web.enable-otlp-receiver') : stderr;
          };
          await expect.poll(hasReceiver, PATIENCE).toBe(isOn);
          await node.kubectl(['wait', ...pod, '--for=condition=Ready', '--timeout=300s']);
        }

        /** An object of the namespace monitoring, as one would write it to a file. */
        async function liveObject(kind: string, name: string): Promise<Written> {
          const printed = await node.kubectl(['get', kind, name, '-n', 'monitoring', '-o', 'json']);
          const { apiVersion, kind: written, metadata, spec } = JSON.parse(printed) as Written;
          const { namespace, labels } = metadata;
          return { apiVersion, kind: written, metadata: { name, namespace, labels }, spec };
        }
      },
    );
  },
  ARGOCD_NEEDS,
);

interface Written {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly spec: Readonly<Record<string, unknown>>;
}
