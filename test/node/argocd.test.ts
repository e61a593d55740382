import { afterAll, beforeAll, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { type RunningArgoCd, startArgoCd } from '../../testbed/cluster/argocd.ts';
import { ARGOCD_NEEDS } from '../../testbed/cluster/node/index.ts';
import { moduleFolder, thisMachine } from '../../testbed/servers/index.ts';
import { createGitRepository, type GitRepository } from '../harness/git-repository.ts';
import { ALONE_MS, describeWithNode } from '../harness/with-node.ts';
import { loadNodeImage, nodePod } from './pods.ts';

/** Generous, because speed is not tested: a sync takes seconds. */
const SYNC_MS = 90_000;

const argoCd: Parameters<typeof describeWithNode>[2] = (node, [argocd, kustomize]) => {
  let argo: RunningArgoCd;
  let repository: GitRepository;
  let namespace: string;

  const configMap = (text: string): string =>
    stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'greeting' }, data: { text } });
  const stored = (): Promise<string> =>
    node.kubectl(['get', 'configmap', 'greeting', '-n', namespace, '-o', 'jsonpath={.data.text}']);

  beforeAll(() => node.alone('argocd'), ALONE_MS);
  beforeAll(async () => {
    namespace = await node.namespace();
    repository = await createGitRepository();
    await loadNodeImage(node.running());
    argo = await startArgoCd(node.running(), {
      argocd: argocd!.path,
      kustomize: kustomize!.path,
      module: await moduleFolder(argocd!.spec, thisMachine()),
    });
    await repository.commit({ 'app/kustomization.yaml': 'resources: [greeting.yaml]\n' }, 'app: its folder');
    await argo.application({ name: 'greeting', repository: repository.folder, path: 'app', namespace });
  });
  afterAll(async () => {
    await argo?.stop();
    await repository?.remove();
  });

  it('syncs what a commit has, and the next commit', async () => {
    for (const text of ['hello', 'good morning']) {
      const revision = await repository.commit({ 'app/greeting.yaml': configMap(text) }, `app: ${text}`);
      const operation = await argo.sync('greeting', SYNC_MS);
      expect(operation).toMatchObject({ phase: 'Succeeded', syncResult: { revision } });
      expect(await stored()).toBe(text);
    }
  });

  it('fails the operation if an object is none', async () => {
    const broken = configMap('hello').replace('text: hello', 'text: [1]');
    await repository.commit({ 'app/greeting.yaml': broken }, 'app: no text');
    const { phase, message } = await argo.sync('greeting', SYNC_MS);
    expect(phase).toBe('Failed');
    expect(message).toMatch(/^one or more objects failed to apply/);
    expect(await stored()).toBe('good morning');
  });

  it.each([
    { exit: 0, phase: 'Succeeded', hookPhase: 'Succeeded' },
    { exit: 1, phase: 'Failed', hookPhase: 'Failed' },
  ])(
    'waits for a PostSync pod, whose exit code $exit decides: $phase',
    async ({ exit, phase, hookPhase }) => {
      const pod = nodePod({
        name: 'verdict',
        namespace,
        script: `require('node:fs').writeFileSync('/dev/termination-log', 'said by the pod'); process.exit(${exit})`,
      }) as { metadata: object; spec: object };
      const hook = {
        ...pod,
        metadata: {
          ...pod.metadata,
          annotations: {
            'argocd.argoproj.io/hook': 'PostSync',
            'argocd.argoproj.io/hook-delete-policy': 'BeforeHookCreation',
          },
        },
        spec: { ...pod.spec, restartPolicy: 'Never' },
      };
      await repository.commit(
        {
          'app/kustomization.yaml': 'resources: [greeting.yaml, hook.yaml]\n',
          'app/greeting.yaml': configMap(`exit ${exit}`),
          'app/hook.yaml': stringify(hook),
        },
        `app: a hook that ends with ${exit}`,
      );
      const operation = await argo.sync('greeting', SYNC_MS);
      expect(operation.phase).toBe(phase);
      const results = operation.syncResult?.resources.filter(({ hookType }) => hookType === 'PostSync');
      expect(results).toMatchObject([{ kind: 'Pod', hookPhase }]);
      // Of a pod that fails, Argo CD hands on the termination message.
      if (exit !== 0) expect(results?.[0]?.message).toContain('said by the pod');
    },
  );
};

await describeWithNode(['argocd', 'kustomize'], 'Argo CD', argoCd, ARGOCD_NEEDS);
