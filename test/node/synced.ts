import { fileURLToPath } from 'node:url';
import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { changeSetting } from '../../src/shared/config/index.ts';
import { type ArgoCdOperation, startArgoCd } from '../../testbed/cluster/argocd.ts';
import { type Found, moduleFolder, type ProgramSpec, thisMachine } from '../../testbed/servers/index.ts';
import type { Removals } from '../harness/removals.ts';
import type { TestNode } from '../harness/with-node.ts';
import { CHECKED, checkedInstallation, type CheckedInstallation } from './checked.ts';

/** Generous, because speed is not tested. */
const SYNC_MS = 300_000;

/** The configuration of the example, with a short interval: every setting is right, and nothing is sent. */
export async function exampleConfiguration(): Promise<string> {
  const file = fileURLToPath(new URL('../../examples/configmap-openclaw.yaml', import.meta.url));
  const { data } = parse(await readFile(file, 'utf8')) as { data: Record<string, string> };
  return changeSetting(data['openclaw.json'] ?? '', ['diagnostics', 'otel', 'flushIntervalMs'], 2_000);
}

/** The same with the plugin on: metrics arrive. */
export async function workingConfiguration(): Promise<string> {
  const right = changeSetting(
    await exampleConfiguration(),
    ['plugins', 'entries', 'diagnostics-otel', 'enabled'],
    true,
  );
  return changeSetting(right, ['diagnostics', 'otel', 'flushIntervalMs'], 1_000);
}

/** How a sync ended: its phase, and what Argo CD shows of the pods around it. */
export interface Synced {
  readonly phase: string;
  readonly before: string;
  readonly after: string;
}

export interface SyncedInstallation extends CheckedInstallation {
  /** Syncs the newest commit, by the real Argo CD. */
  sync(): Promise<Synced>;
}

/** The Application of the guide, but for its repository. */
export const APPLICATION = { name: 'openclaw', path: CHECKED, namespace: 'openclaw' };

/** Programs of `checkedInstallation`: those of Argo CD follow. */
const OF_CLUSTER = 4;

/**
 * An installation that Argo CD syncs from its repository, with the checks around each sync.
 *
 * @param programs kubectl, prometheus-operator, prometheus-config-reloader, a Prometheus 3, argocd, kustomize
 * @param removals get what takes all of it away again
 */
export async function syncedInstallation(
  node: TestNode,
  programs: readonly Found<ProgramSpec>[],
  configuration: string,
  removals: Removals,
): Promise<SyncedInstallation> {
  const [argocd, kustomize] = programs.slice(OF_CLUSTER);
  const installation = await checkedInstallation(node, programs, 'argocd-hook', configuration, removals);
  removals.add(() => removeApplications(node));
  await removeApplications(node);
  const argo = await startArgoCd(node.running(), {
    argocd: argocd!.path,
    kustomize: kustomize!.path,
    module: await moduleFolder(argocd!.spec, thisMachine()),
  });
  removals.add(() => argo.stop());
  await argo.application({ ...APPLICATION, repository: installation.repository.folder });
  return {
    ...installation,
    sync: async () => {
      const operation = await argo.sync(APPLICATION.name, SYNC_MS);
      return {
        phase: operation.phase,
        before: shownOf(operation, 'throughline-before-sync'),
        after: shownOf(operation, 'throughline-after-sync'),
      };
    },
  };
}

/** Removes all Applications: those of an earlier run too, whose repositories are gone. */
export async function removeApplications(node: TestNode): Promise<void> {
  const resource = 'applications.argoproj.io';
  const { stdout } = await node.tryKubectl(['get', 'customresourcedefinition', resource, '-o', 'name']);
  // Before the first start of Argo CD there is no such kind.
  if (stdout !== '') await node.kubectl(['delete', resource, '--all', '-n', 'argocd']);
}

/** Phase and message of a pod, as Argo CD shows them. */
function shownOf({ syncResult }: ArgoCdOperation, pod: string): string {
  const found = syncResult?.resources.find(({ kind, name }) => kind === 'Pod' && name === pod);
  return found === undefined ? 'did not run' : `${found.hookPhase}: ${found.message}`;
}
