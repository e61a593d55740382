import { readFileSync } from 'node:fs';
import { copyFile, cp, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse, stringify } from 'yaml';
import { readImage } from '../../testbed/cluster/images/index.ts';
import type { Found, ProgramSpec } from '../../testbed/servers/index.ts';
import { createGitRepository, type GitRepository } from '../harness/git-repository.ts';
import { commandBlocks, inGuideShell } from '../harness/guide-shell.ts';
import { MODEL_URL } from '../harness/model-in-cluster.ts';
import type { Removals } from '../harness/removals.ts';
import type { TestNode } from '../harness/with-node.ts';
import { overlayOfTheGuide, REGISTRY_IMAGE, STEPS } from './guide-steps.ts';
import { prepareCluster } from './kube-prometheus.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const GUIDE = readFileSync(join(ROOT, 'docs/guide/argocd.md'), 'utf8');

/** How long a check waits that fails in the end. */
const FAILING_WAIT = '45s';
/** And one that succeeds, which ends with the wait: longer than a new configuration takes to a pod and to the backend. */
const ARRIVING_WAIT = '3m';

/** Folder of the overlay in the repository. */
export const MINE = 'deploy/overlays/mine';
export const CHECKED = 'deploy/overlays/checked';

/** The commands of the guide, a text for each block. */
export const ARGOCD_COMMANDS: readonly string[] = commandBlocks(GUIDE);

/** What docs/guide/argocd.md begins with: an overlay in a git repository, and its Secrets in the cluster. */
export interface CheckedInstallation {
  readonly repository: GitRepository;
  /** Runs commands as the guide writes them, in the repository. @returns what they print on stdout */
  shell(commands: string): Promise<string>;
  /** A key of the ConfigMap throughline-report; empty where it has none. */
  reported(key: string): Promise<string>;
  /** Commits that a check waits as long as metrics may take to arrive. Before that it gives up soon. */
  waitForMetrics(): Promise<void>;
}

/** The YAML block of the guide that has a text. */
export function yamlOfGuide(text: string): string {
  const blocks = [...GUIDE.matchAll(/^```yaml\n([\s\S]*?)^```/gm)].map(([, block = '']) => block);
  const [found, ...others] = blocks.filter((block) => block.includes(text));
  if (found === undefined || others.length > 0) throw new Error(`not one YAML of the guide has ${text}`);
  return found;
}

/**
 * Makes the node a cluster of the guide, with the receiver of Prometheus on, and a repository with an overlay; nothing of it
 * is applied yet. The guide's steps in kubernetes.md are run as written.
 *
 * @param programs kubectl, prometheus-operator, prometheus-config-reloader, a Prometheus 3
 * @param configuration text of the gateway's configuration
 * @param removals get what takes all of it away again
 */
export async function checkedInstallation(
  node: TestNode,
  [kubectl, operator, reloader, prometheus]: readonly Found<ProgramSpec>[],
  component: 'argocd-hook' | 'check-job',
  configuration: string,
  removals: Removals,
): Promise<CheckedInstallation> {
  const ofMonitoring = { operator: operator!, reloader: reloader!, prometheus: prometheus! };
  const { image, archive } = await prepareCluster(node, ofMonitoring, removals);
  const { digest } = await readImage(archive);
  await node.running().name(image, `${REGISTRY_IMAGE}@${digest}`);
  const home = await mkdtemp(join(tmpdir(), 'throughline-home-'));
  removals.add(() => rm(home, { recursive: true, force: true }));
  await mkdir(join(home, '.kube'));
  await copyFile(node.running().kubeconfig, join(home, '.kube', 'config'));
  await symlink(kubectl!.path, join(home, 'kubectl'));
  const repository = await createGitRepository();
  removals.add(() => repository.remove());
  const cwd = repository.folder;
  const env = {
    ...process.env,
    PATH: `${home}${delimiter}${process.env['PATH']}`,
    HOME: home,
    KUBECONFIG: join(home, '.kube', 'config'),
    MODEL_URL,
  };
  const shell = async (commands: string): Promise<string> =>
    (await inGuideShell(`set -o pipefail\n${commands}`, { cwd, env })).stdout;

  await cp(join(ROOT, 'deploy'), join(cwd, 'deploy'), { recursive: true });
  await shell(STEPS.overlay);
  await mkdir(join(cwd, CHECKED));
  const mine = readFileSync(join(cwd, MINE, 'kustomization.yaml'), 'utf8');
  await repository.commit(
    {
      [`${MINE}/kustomization.yaml`]: `${overlayOfTheGuide(mine, digest)}${yamlOfGuide('configMapGenerator:')}`,
      [`${MINE}/openclaw.json`]: configuration,
      [`${CHECKED}/kustomization.yaml`]: checkedKustomization(component, digest, FAILING_WAIT),
    },
    'deploy: an overlay, and the checks of it',
  );
  await shell(STEPS.secrets);
  await shell(STEPS.receiver);
  await untilReceiverIsOn(node);
  return {
    repository,
    shell,
    reported: async (key) => {
      const args = ['get', 'configmap', 'throughline-report', '-n', 'openclaw', '-o', 'json'];
      return (JSON.parse(await node.kubectl(args)) as { data: Record<string, string> }).data[key] ?? '';
    },
    waitForMetrics: async () => {
      const kustomization = checkedKustomization(component, digest, ARRIVING_WAIT);
      await repository.commit({ [`${CHECKED}/kustomization.yaml`]: kustomization }, 'checked: a longer wait');
    },
  };
}

const RECEIVER_MS = 120_000;

/**
 * The operator replaces the pod.
 *
 * @throws if it does not in time, with what the pod has
 */
async function untilReceiverIsOn(node: TestNode): Promise<void> {
  const pod = ['pod/prometheus-k8s-0', '-n', 'monitoring'];
  const isOn = '{.spec.containers[?(@.name=="prometheus")].args}';
  const end = performance.now() + RECEIVER_MS;
  for (;;) {
    const { code, stdout, stderr } = await node.tryKubectl(['get', ...pod, '-o', `jsonpath=${isOn}`]);
    if (code === 0 && stdout.includes('--web.enable-otlp-receiver')) break;
    if (performance.now() > end)
      throw new Error(
        `the receiver is not on after ${RECEIVER_MS / 1000} s: the arguments of Prometheus are ${stdout}${stderr}`,
      );
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  await node.kubectl(['wait', ...pod, '--for=condition=Ready', '--timeout=120s']);
}

interface Container {
  readonly args: readonly string[];
}
interface Waiting {
  readonly spec: {
    readonly containers?: readonly Container[];
    readonly template?: { spec: { readonly containers: readonly Container[] } };
  };
}

/** The kustomization of the guide over the overlay, with another wait. */
function checkedKustomization(component: 'argocd-hook' | 'check-job', digest: string, wait: string): string {
  const [file, kind, name, pod] = {
    'argocd-hook': ['after-sync.yaml', 'Pod', 'throughline-after-sync', '/spec'],
    'check-job': ['job.yaml', 'Job', 'throughline-check', '/spec/template/spec'],
  }[component] as [string, string, string, string];
  const { spec } = parse(readFileSync(join(ROOT, 'deploy/components', component, file), 'utf8')) as Waiting;
  const [container] = spec.containers ?? spec.template?.spec.containers ?? [];
  const index = container!.args.indexOf('--wait') + 1;
  const patch = [{ op: 'replace', path: `${pod}/containers/0/args/${index}`, value: wait }];
  return `${yamlOfGuide('resources: [../mine]')
    .replace('argocd-hook', component)
    .replace(/sha256:\w+/, digest)}${stringify({
    patches: [{ target: { kind, name }, patch: JSON.stringify(patch) }],
  })}`;
}
