import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { changeSetting } from '../../src/shared/config/index.ts';
import { readReport } from '../../src/shared/protocol/report.ts';
import { ARGOCD_NEEDS } from '../../testbed/cluster/node/index.ts';
import { ALONE_MS, describeWithNode } from '../harness/with-node.ts';
import { whyNoImages } from '../harness/with-images.ts';
import { ARGOCD_COMMANDS, MINE } from './checked.ts';
import { exampleConfiguration, syncedInstallation, type SyncedInstallation } from './synced.ts';

/** Generous, because speed is not tested. */
const SLOW_MS = 600_000;
const KEY = 'OPENCLAW_MODEL_API_KEY';
const POLICY = 'deploy/components/network-policies/networkpolicy.yaml';
/** Those that the cluster adds. */
const LIVE_METADATA = ['uid', 'resourceVersion', 'generation', 'creationTimestamp', 'managedFields'];

const title = 'faults of a sync';
const whyNot =
  process.env['THROUGHLINE_FULL'] === 'true'
    ? whyNoImages(title)
    : 'npm run full has these, because each takes a minute';
const skipped = whyNot === undefined ? '' : `: ${whyNot}`;

await describeWithNode(
  ['kubectl', 'prometheus-operator', 'prometheus-config-reloader', 'prometheus@3.5', 'argocd', 'kustomize'],
  title,
  (node, programs) => {
    describe.skipIf(whyNot !== undefined)(`are named, and fixed by the guide${skipped}`, () => {
      let installation: SyncedInstallation;
      const fix = ARGOCD_COMMANDS.find((text) => text.includes('--fix')) ?? '';
      const inRepository = (path: string): Promise<string> =>
        readFile(join(installation.repository.folder, path), 'utf8');

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
        installation = await syncedInstallation(node, programs, works);
      }, SLOW_MS);
      afterAll(() => installation?.remove(), SLOW_MS);

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

      it(
        'a network policy that forgets DNS',
        async () => {
          const right = await inRepository(POLICY);
          const forgets = right.replace(/^ {4}# DNS\.\n[\s\S]*?(?=^ {4}# Models)/m, '');
          expect(forgets.length).toBeLessThan(right.length);
          await installation.repository.commit({ [POLICY]: forgets }, 'policies: fewer rules');
          const synced = await installation.sync();
          expect(synced.phase).toBe('Failed');
          expect(synced.after).toMatch(/^Failed: broken: .*TL405, link network: /);
          expect(synced.after).toContain(
            "no policy allows egress from openclaw/openclaw to the cluster's name server:53/UDP",
          );
          expect(await installation.reported('report.txt')).toContain(
            'NetworkPolicy openclaw/openclaw-egress',
          );
          await installation.shell(fix);
          await installation.repository.commit({}, 'policies: DNS');
          expect(await installation.sync()).toMatchObject({ phase: 'Succeeded' });
        },
        SLOW_MS,
      );

      it(
        'the receiver off, by a flag of Prometheus 2 in the object of Prometheus 3',
        async () => {
          const live = async (kind: string, name: string): Promise<Live> => {
            const args = ['get', kind, name, '-n', 'monitoring', '-o', 'json'];
            const { status: _, ...object } = JSON.parse(await node.kubectl(args)) as Live;
            const metadata = Object.entries(object.metadata).filter(([key]) => !LIVE_METADATA.includes(key));
            return { ...object, metadata: Object.fromEntries(metadata) };
          };
          const prometheus = await live('prometheus', 'k8s');
          const {
            clusterIP: _,
            clusterIPs: __,
            ...ofService
          } = (await live('service', 'prometheus-k8s')).spec;
          const service = { ...(await live('service', 'prometheus-k8s')), spec: ofService };
          const kustomization = await inRepository(`${MINE}/kustomization.yaml`);
          const commit = (spec: object, subject: string): Promise<string> =>
            installation.repository.commit(
              {
                [`${MINE}/kustomization.yaml`]: kustomization.replace(
                  /^resources:\n/m,
                  'resources:\n  - monitoring.yaml\n  - prometheus.yaml\n',
                ),
                [`${MINE}/monitoring.yaml`]: stringify(service),
                [`${MINE}/prometheus.yaml`]: stringify({ ...prometheus, spec }),
              },
              subject,
            );
          await commit(prometheus.spec, 'monitoring: Prometheus is among the objects');
          expect(await installation.sync()).toMatchObject({ phase: 'Succeeded' });
          const { enableOTLPReceiver, ...others } = prometheus.spec;
          expect(enableOTLPReceiver).toBe(true);
          await commit({ ...others, enableFeatures: ['otlp-write-receiver'] }, 'monitoring: by the flag');
          const synced = await installation.sync();
          expect(synced.phase).toBe('Failed');
          expect(synced.after).toMatch(/^Failed: broken: .*, link receiver: .*otlp-write-receiver/);
          await installation.shell(fix);
          await installation.repository.commit({}, 'monitoring: by the field');
          expect(await installation.sync()).toMatchObject({ phase: 'Succeeded' });
        },
        SLOW_MS,
      );
    });
  },
  ARGOCD_NEEDS,
);

interface Live {
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly spec: Readonly<Record<string, unknown>>;
  readonly status?: unknown;
}
