import { afterAll, beforeAll, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { type ArgoCdOperation, type RunningArgoCd, startArgoCd } from '../../testbed/cluster/argocd.ts';
import { ARGOCD_NEEDS } from '../../testbed/cluster/node/index.ts';
import { moduleFolder, thisMachine } from '../../testbed/servers/index.ts';
import { createGitRepository, type GitRepository } from '../harness/git-repository.ts';
import { Removals } from '../harness/removals.ts';
import { ALONE_MS, describeWithNode } from '../harness/with-node.ts';
import { loadNodeImage, nodePod } from './pods.ts';
import { removeApplications } from './synced.ts';

/** Generous, because speed is not tested: a sync takes seconds. */
const SYNC_MS = 90_000;

/** A hook after the sync, replaced at the next. */
const POST_SYNC = {
  'argocd.argoproj.io/hook': 'PostSync',
  'argocd.argoproj.io/hook-delete-policy': 'BeforeHookCreation',
};

const argoCd: Parameters<typeof describeWithNode>[2] = (node, [argocd, kustomize]) => {
  let argo: RunningArgoCd | undefined;
  let repository: GitRepository;
  let namespace: string;
  const removals = new Removals();

  const configMap = (text: string): string =>
    stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'greeting' }, data: { text } });
  const stored = (): Promise<string> =>
    node.kubectl(['get', 'configmap', 'greeting', '-n', namespace, '-o', 'jsonpath={.data.text}']);

  /** A pod that ends with an exit code and a termination message. */
  const sayingPod = (exit: number): { metadata: object; spec: object } => {
    const script = `require('node:fs').writeFileSync('/dev/termination-log', 'said by the pod'); process.exit(${exit})`;
    const pod = nodePod({ name: 'verdict', namespace, script }) as { metadata: object; spec: object };
    return { ...pod, spec: { ...pod.spec, restartPolicy: 'Never' } };
  };

  const start = async (): Promise<RunningArgoCd> =>
    startArgoCd(node.running(), {
      argocd: argocd!.path,
      kustomize: kustomize!.path,
      module: await moduleFolder(argocd!.spec, thisMachine()),
    });

  beforeAll(() => node.alone('argocd'), ALONE_MS);
  beforeAll(async () => {
    namespace = await node.namespace();
    repository = await createGitRepository();
    removals.add(() => repository.remove());
    await loadNodeImage(node.running());
    removals.add(() => removeApplications(node));
    await removeApplications(node);
    removals.add(() => argo?.stop());
    argo = await start();
    await repository.commit({ 'app/kustomization.yaml': 'resources: [greeting.yaml]\n' }, 'app: its folder');
    await argo.application({ name: 'greeting', repository: repository.folder, path: 'app', namespace });
  });
  afterAll(() => removals.run());

  const sync = (): Promise<ArgoCdOperation> => argo!.sync('greeting', SYNC_MS);

  it('syncs what a commit has, and the next commit', async () => {
    for (const text of ['hello', 'good morning']) {
      const revision = await repository.commit({ 'app/greeting.yaml': configMap(text) }, `app: ${text}`);
      const operation = await sync();
      expect(operation).toMatchObject({ phase: 'Succeeded', syncResult: { revision } });
      expect(await stored()).toBe(text);
    }
  });

  it('fails the operation if an object is none', async () => {
    const broken = configMap('hello').replace('text: hello', 'text: [1]');
    await repository.commit({ 'app/greeting.yaml': broken }, 'app: no text');
    const { phase, message } = await sync();
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
      const pod = sayingPod(exit);
      const metadata = { ...pod.metadata, annotations: POST_SYNC };
      const hook = { ...pod, metadata };
      await repository.commit(
        {
          'app/kustomization.yaml': 'resources: [greeting.yaml, hook.yaml]\n',
          'app/greeting.yaml': configMap(`exit ${exit}`),
          'app/hook.yaml': stringify(hook),
        },
        `app: a hook that ends with ${exit}`,
      );
      const operation = await sync();
      expect(operation.phase).toBe(phase);
      const results = operation.syncResult?.resources.filter(({ hookType }) => hookType === 'PostSync');
      expect(results).toMatchObject([{ kind: 'Pod', hookPhase }]);
      // Of a pod that fails, Argo CD hands on the termination message.
      if (exit !== 0) expect(results?.[0]?.message).toContain('said by the pod');
    },
  );

  it('hands on of a PostSync Job that fails only that its backoff limit is reached', async () => {
    const { spec } = sayingPod(1);
    const job = {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: 'verdict', namespace, annotations: POST_SYNC },
      spec: { backoffLimit: 0, template: { spec } },
    };
    const files = {
      'app/kustomization.yaml': 'resources: [greeting.yaml, hook.yaml]\n',
      'app/greeting.yaml': configMap('a Job'),
      'app/hook.yaml': stringify(job),
    };
    await repository.commit(files, 'app: a hook that is a Job');
    const operation = await sync();
    expect(operation.phase).toBe('Failed');
    const results = operation.syncResult?.resources.filter(({ hookType }) => hookType === 'PostSync');
    expect(results).toMatchObject([
      { kind: 'Job', hookPhase: 'Failed', message: 'Job has reached the specified backoff limit' },
    ]);
    // Its pod has said more.
    const state = '{.items[*].status.containerStatuses[0].state.terminated.message}';
    const pods = ['get', 'pods', '-n', namespace, '-l', 'batch.kubernetes.io/job-name=verdict'];
    expect(await node.kubectl([...pods, '-o', `jsonpath=${state}`])).toBe('said by the pod');
    expect(JSON.stringify(operation)).not.toContain('said by the pod');
  });

  it('is started again where its processes were left, and syncs', async () => {
    argo = await start();
    const files = {
      'app/kustomization.yaml': 'resources: [greeting.yaml]\n',
      'app/greeting.yaml': configMap('again'),
    };
    const revision = await repository.commit(files, 'app: after a second start');
    expect(await sync()).toMatchObject({ phase: 'Succeeded', syncResult: { revision } });
  });
};

await describeWithNode(['argocd', 'kustomize'], 'Argo CD', argoCd, ARGOCD_NEEDS);
