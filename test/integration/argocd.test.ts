import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type ApplicableObject, type RunningCluster, startCluster } from '../../testbed/cluster/index.ts';
import { configEditNotUndone } from '../../src/prove/checks/config/edit-not-undone.ts';
import { configEditSeen } from '../../src/prove/checks/config/edit-seen.ts';
import { configRevisionApplied } from '../../src/prove/checks/config/revision-applied.ts';
import { configSyncComplete } from '../../src/prove/checks/config/sync-complete.ts';
import { configSyncSucceeded } from '../../src/prove/checks/config/sync-succeeded.ts';
import type { Check } from '../../src/prove/engine/define-check.ts';
import { createClusterView } from '../../src/prove/index.ts';
import { type HttpSource, inForce, openCluster, readKubeconfig } from '../../src/prove/sources/index.ts';
import { AUTOMATED, FAILED, HOOK_LINE, REPO, REVISION, SUCCEEDED, SYNCED } from '../support/argo-status.ts';
import { describeWithServers } from '../harness/with-server.ts';

/** Argo CD's definitions. They are part of its module, which is in Go's cache after a build of it. */
function definitionsFolder(): string {
  try {
    const cache = execFileSync('go', ['env', 'GOMODCACHE'], { encoding: 'utf8' }).trim();
    return join(cache, 'github.com/argoproj/argo-cd/v3@v3.2.1/manifests/crds');
  } catch {
    return '';
  }
}

const definitions = definitionsFolder();
const isHere = existsSync(definitions);

const GROUP = 'rbac.authorization.k8s.io';
const LABELS = { 'app.kubernetes.io/name': 'openclaw' };
const PREVIOUS = '0011223344556677889900112233445566778899';

const tracked = (group: string, kind: string, name: string): object => ({
  name,
  namespace: 'openclaw',
  labels: LABELS,
  annotations: { 'argocd.argoproj.io/tracking-id': `openclaw:${group}/${kind}:openclaw/${name}` },
});

const GATEWAY = [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'openclaw' } },
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'argocd' } },
  {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: tracked('', 'ConfigMap', 'openclaw-config'),
    data: { 'openclaw.json': '{ "diagnostics": { "otel": {} } }' },
  },
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: tracked('apps', 'Deployment', 'openclaw'),
    spec: {
      selector: { matchLabels: LABELS },
      template: {
        metadata: { labels: LABELS },
        spec: {
          containers: [{ name: 'gateway', image: 'throughline:0.1.0' }],
          volumes: [{ name: 'configmap', configMap: { name: 'openclaw-config' } }],
        },
      },
    },
  },
] as unknown as readonly ApplicableObject[];

const rightsOf = (user: string): readonly ApplicableObject[] => {
  const metadata = { name: user, namespace: 'argocd' };
  const rule = {
    apiGroups: ['argoproj.io'],
    resources: ['applications'],
    resourceNames: ['openclaw'],
    verbs: ['get'],
  };
  return [
    { apiVersion: `${GROUP}/v1`, kind: 'Role', metadata, rules: [rule] },
    {
      apiVersion: `${GROUP}/v1`,
      kind: 'RoleBinding',
      metadata,
      roleRef: { apiGroup: GROUP, kind: 'Role', name: user },
      subjects: [{ apiGroup: GROUP, kind: 'User', name: user }],
    },
    {
      apiVersion: `${GROUP}/v1`,
      kind: 'ClusterRole',
      metadata: { name: 'lists' },
      rules: [{ apiGroups: ['', 'apps'], resources: ['configmaps', 'deployments', 'pods'], verbs: ['list'] }],
    },
    {
      apiVersion: `${GROUP}/v1`,
      kind: 'ClusterRoleBinding',
      metadata: { name: 'lists' },
      roleRef: { apiGroup: GROUP, kind: 'ClusterRole', name: 'lists' },
      subjects: ['reader', 'nobody'].map((name) => ({ apiGroup: GROUP, kind: 'User', name })),
    },
  ] as unknown as readonly ApplicableObject[];
};

await describeWithServers(['etcd', 'kube-apiserver'], 'the state of Argo CD', ([etcd, apiserver]) => {
  describe.skipIf(!isHere)(
    `with its definitions${isHere ? '' : ': npm run servers -- argocd gets them'}`,
    () => {
      let cluster: RunningCluster;
      let admin: HttpSource;

      beforeAll(async () => {
        cluster = await startCluster({ etcd: etcd!, apiserver: apiserver! }, ['reader', 'nobody']);
        admin = await openCluster(readKubeconfig(cluster.kubeconfigFile), process.env, 10_000);
        const definition = parse(await readFile(join(definitions, 'application-crd.yaml'), 'utf8'));
        await cluster.apply([definition as ApplicableObject, ...GATEWAY, ...rightsOf('reader')]);
      }, 120_000);

      afterAll(async () => {
        await admin.close();
        await cluster.stop();
      });

      /** Its status is no subresource, so it is written with the rest. */
      async function application(status: object, spec: object = {}): Promise<void> {
        const object = {
          apiVersion: 'argoproj.io/v1alpha1',
          kind: 'Application',
          metadata: { name: 'openclaw', namespace: 'argocd' },
          spec: {
            project: 'default',
            source: { repoURL: REPO, path: '.', targetRevision: 'main' },
            destination: { server: 'https://kubernetes.default.svc', namespace: 'openclaw' },
            syncPolicy: AUTOMATED,
            ...spec,
          },
          status,
        };
        const path = '/apis/argoproj.io/v1alpha1/namespaces/argocd/applications/openclaw';
        const answer = await admin.send(
          'PATCH',
          `${path}?fieldManager=argocd-application-controller&force=true`,
          JSON.stringify(object),
          'application/apply-patch+yaml',
        );
        expect(answer.status, `the API server says ${answer.body}`).toBeLessThan(300);
      }

      async function outcomeOf(check: Check, more: { revision?: string } = {}, user = 'reader') {
        const http = await openCluster(readKubeconfig(await cluster.kubeconfigOf(user)), process.env, 10_000);
        try {
          const view = await createClusterView('lab', { ok: true, value: http });
          if (!view.reading.ok) throw new Error(view.reading.error);
          return await check.runWith({ cluster: view, manifests: inForce(view.reading.value), ...more });
        } finally {
          await http.close();
        }
      }

      it('needs the right to get this one Application, which is named where it is missing', async () => {
        await application({ ...SYNCED, operationState: SUCCEEDED });
        expect(await outcomeOf(configSyncComplete, {}, 'nobody')).toMatchObject({
          status: 'unknown',
          message:
            'Application argocd/openclaw may not be read: grant get on applications/openclaw (argoproj.io) in the namespace argocd',
        });
      });

      it('is healthy by every check where the Application is synced', async () => {
        await application({ ...SYNCED, operationState: SUCCEEDED });
        for (const check of [configSyncComplete, configSyncSucceeded, configEditNotUndone, configEditSeen])
          expect((await outcomeOf(check)).status, `of ${check.id}`).toBe('pass');
      });

      it.each([
        ['warning', 'ConfigMap', 'openclaw-config', true],
        ['note', 'Service', 'other', true],
        ['warning', 'ConfigMap', 'openclaw-config', false],
      ])('is a %s where %s %s is out of sync (self-heal: %s)', async (severity, kind, name, selfHeal) => {
        const resources = [{ version: 'v1', kind, namespace: 'openclaw', name, status: 'OutOfSync' }];
        const sync = { ...SYNCED.sync, status: 'OutOfSync' };
        await application(
          { ...SYNCED, sync, resources, operationState: SUCCEEDED },
          { syncPolicy: { automated: { selfHeal } } },
        );
        const outcome = await outcomeOf(configSyncComplete);
        expect(outcome).toMatchObject({
          status: severity === 'note' ? 'warn' : 'fail',
          severity,
          message: `Application argocd/openclaw is OutOfSync: ${kind} ${name}`,
        });
        expect(outcome.fix?.text.includes('set syncPolicy.automated.selfHeal')).toBe(!selfHeal);
      });

      it('does not judge while a sync is under way, as a hook runs in one', async () => {
        const operationState = { ...SUCCEEDED, phase: 'Running', finishedAt: undefined };
        await application({ ...SYNCED, sync: { ...SYNCED.sync, status: 'OutOfSync' }, operationState });
        expect((await outcomeOf(configSyncComplete)).status).toBe('skip');
        expect((await outcomeOf(configSyncSucceeded)).status).toBe('skip');
        expect((await outcomeOf(configRevisionApplied, { revision: REVISION })).status).toBe('pass');
      });

      it('shows why an operation failed, with the message of the hook', async () => {
        await application({ ...SYNCED, operationState: FAILED });
        expect(await outcomeOf(configSyncSucceeded)).toMatchObject({
          status: 'warn',
          severity: 'note',
          message: `the last sync of Application argocd/openclaw ended as Failed: one or more synchronization tasks completed unsuccessfully; Pod throughline-after-sync: ${HOOK_LINE}`,
        });
      });

      it('names the time at which self-heal undid an edit', async () => {
        const sync = { revision: REVISION, autoHealAttemptsCount: 1 };
        await application({ ...SYNCED, operationState: { ...SUCCEEDED, operation: { sync } } });
        expect(await outcomeOf(configEditNotUndone)).toMatchObject({
          status: 'warn',
          severity: 'note',
          message:
            'self-heal of Application argocd/openclaw undid a change in the cluster at 2026-02-20T03:00:09Z',
        });
      });

      it.each([
        ['fail', { kind: 'ConfigMap', jsonPointers: ['/data'] }],
        ['fail', { group: '*', kind: '*', jqPathExpressions: ['.data["openclaw.json"]'] }],
        ['fail', { kind: 'ConfigMap', name: 'openclaw-config', jsonPointers: ['/data/openclaw.json'] }],
        ['pass', { kind: 'ConfigMap', name: 'other', jsonPointers: ['/data'] }],
        ['pass', { kind: 'ConfigMap', jsonPointers: ['/data/motd.txt'] }],
        ['pass', { kind: 'ConfigMap', managedFieldsManagers: ['kube-controller-manager'] }],
        ['pass', { kind: 'ConfigMap', jsonPointers: ['/metadata/labels'] }],
        ['pass', { group: 'apps', kind: 'Deployment', jsonPointers: ['/spec/replicas'] }],
      ])('is %s with ignoreDifferences %j', async (status, entry) => {
        await application({ ...SYNCED, operationState: SUCCEEDED }, { ignoreDifferences: [entry] });
        expect((await outcomeOf(configEditSeen)).status).toBe(status);
      });

      it('judges the manager of fields that wrote the configuration', async () => {
        const written = await admin.send(
          'PATCH',
          '/api/v1/namespaces/openclaw/configmaps/openclaw-config?fieldManager=tuner&force=true',
          JSON.stringify({
            apiVersion: 'v1',
            kind: 'ConfigMap',
            metadata: { name: 'openclaw-config' },
            data: { 'openclaw.json': '{ "diagnostics": { "otel": {} } }' },
          }),
          'application/apply-patch+yaml',
        );
        expect(written.status, `the API server says ${written.body}`).toBe(200);
        const entry = { kind: 'ConfigMap', managedFieldsManagers: ['tuner'] };
        await application({ ...SYNCED, operationState: SUCCEEDED }, { ignoreDifferences: [entry] });
        expect(await outcomeOf(configEditSeen)).toMatchObject({
          status: 'fail',
          message:
            'Application argocd/openclaw ignores differences in ConfigMap openclaw/openclaw-config: managedFieldsManagers tuner',
        });
      });

      it('says that no sync at all applies the configuration where ignored differences are respected', async () => {
        await application(
          { ...SYNCED, operationState: SUCCEEDED },
          {
            ignoreDifferences: [{ kind: 'ConfigMap', jsonPointers: ['/data'] }],
            syncPolicy: { ...AUTOMATED, syncOptions: ['RespectIgnoreDifferences=true'] },
          },
        );
        expect(await outcomeOf(configEditSeen)).toMatchObject({
          affects: ['each commit to the configuration: no sync applies it'],
        });
      });

      it.each([
        ['pass', REVISION],
        ['pass', REVISION.slice(0, 7)],
        ['fail', PREVIOUS],
        ['fail', REVISION.slice(0, 6)],
      ])('is %s for the revision %s', async (status, revision) => {
        await application({ ...SYNCED, operationState: SUCCEEDED });
        expect((await outcomeOf(configRevisionApplied, { revision })).status).toBe(status);
      });

      it('takes the revision of a commit that changed no object as applied', async () => {
        const operationState = { ...SUCCEEDED, syncResult: { ...SUCCEEDED.syncResult, revision: PREVIOUS } };
        const operation = { sync: { revision: PREVIOUS } };
        await application({ ...SYNCED, operationState: { ...operationState, operation } });
        expect((await outcomeOf(configRevisionApplied, { revision: REVISION })).status).toBe('pass');
      });

      it('leaves the revision unknown where the sync to it failed', async () => {
        await application({ ...SYNCED, operationState: FAILED });
        expect(await outcomeOf(configRevisionApplied, { revision: REVISION })).toMatchObject({
          status: 'unknown',
          message: 'the last sync of Application argocd/openclaw ended as Failed',
        });
      });
    },
  );
});
