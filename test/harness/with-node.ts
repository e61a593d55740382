import { randomBytes } from 'node:crypto';
import { execFile } from 'node:child_process';
import { afterAll, beforeAll, describe, inject, it } from 'vitest';
import {
  clusterFolder,
  type MachineProgram,
  missingForNode,
  NODE_PROGRAM_IDS,
  openNode,
  type RunningNode,
  thisHost,
} from '../../testbed/cluster/node/index.ts';
import {
  createProgress,
  type Found,
  programForTest,
  type ProgramSpec,
  thisMachine,
} from '../../testbed/servers/index.ts';
import { holdAlone } from './alone.ts';
import { type Ended, throughline } from './throughline.ts';

/** What is on a node only once: the namespaces of `deploy/` (openclaw, monitoring), and Argo CD. */
export type NodeSingleton = 'argocd' | 'deploy';

/** How long a file may wait for the others: longer than all of them take. */
export const ALONE_MS = 1_800_000;

/** The node that all tests of a run share. Tests are apart by namespaces. */
export interface TestNode {
  /** Only within a test or a hook. */
  running(): RunningNode;
  /** A new namespace of the tests of this file, deleted after the last of them. @returns its name */
  namespace(labels?: Readonly<Record<string, string>>): Promise<string>;
  /**
   * Has something of the node that is there only once, such as a namespace with a fixed name, until the tests of this file are
   * over. It waits for other files that have it. Call it once in a file, with all that it needs.
   */
  alone(...names: readonly NodeSingleton[]): Promise<void>;
  /** Runs kubectl as the administrator. @throws if it fails */
  kubectl(args: readonly string[], input?: string): Promise<string>;
  /** The same, where it may fail. */
  tryKubectl(args: readonly string[], input?: string): Promise<Ended>;
  /** Creates or changes objects. */
  apply(...objects: readonly object[]): Promise<void>;
}

/**
 * Tests that need a real Kubernetes node, and other programs of the table of servers by their ids. If the machine cannot run a
 * node, or a program is missing, they are skipped, and stderr shows how to get it. With `CI=true` all of it is required.
 *
 * @param also programs of the machine that they need besides those of a node
 */
export async function describeWithNode(
  ids: readonly string[],
  title: string,
  tests: (node: TestNode, programs: readonly Found<ProgramSpec>[]) => void,
  also: readonly MachineProgram[] = [],
): Promise<void> {
  await describeWithNodePrograms(
    ids,
    title,
    (programs, kubectl) =>
      tests(
        nodeIn(() => inject('clusterFolder'), kubectl),
        programs,
      ),
    also,
  );
}

/** The same for tests that start separate nodes: the shared one is not brought up for them. */
export async function describeWithNodePrograms(
  ids: readonly string[],
  title: string,
  tests: (programs: readonly Found<ProgramSpec>[], kubectl: string) => void,
  also: readonly MachineProgram[] = [],
): Promise<void> {
  const machine = thisMachine();
  const lacking = await missingForNode(thisHost(), also);
  if (lacking !== undefined && machine.env['CI'] === 'true') throw new Error(lacking);
  let why = lacking ?? '';
  const progress = createProgress(process.stderr);
  const programs: Found<ProgramSpec>[] = [];
  for (const id of why === '' ? ['kubectl', ...ids, ...NODE_PROGRAM_IDS] : []) {
    const program = await programForTest(id, machine, progress);
    if (program.here) programs.push(program.server);
    else why ||= program.why;
  }
  progress.end();
  if (why) process.stderr.write(`SKIPPED: ${title}: ${why}\n`);
  describe.skipIf(why !== '')(`${title}: ${why || ['a node', ...ids].join(', ')}`, () => {
    const [kubectl, ...others] = programs;
    // oxlint-disable-next-line vitest/no-conditional-tests -- without a node there is nothing to declare
    if (why === '') tests(others.slice(0, ids.length), kubectl?.path ?? '');
    else it('needs what is not on this machine', () => {});
  });
}

/**
 * The node in a folder, brought up before the tests that are declared with it. Who chose the folder takes it down.
 *
 * @param options flags of `lab cluster up`
 */
export function nodeIn(
  folderOf: () => string,
  kubectlPath: string,
  options: readonly string[] = [],
): TestNode {
  let node: RunningNode | undefined;
  const namespaces: string[] = [];
  const held: (() => Promise<void>)[] = [];
  const running = (): RunningNode => {
    if (node === undefined) throw new Error('the node is up in tests and hooks only');
    return node;
  };
  const tryKubectl = (args: readonly string[], input = ''): Promise<Ended> =>
    new Promise((resolve) => {
      const { folder, kubeconfig } = running();
      const options = {
        env: { PATH: process.env['PATH'], KUBECONFIG: kubeconfig, HOME: folder.file('kubectl') },
        maxBuffer: 1 << 26,
      };
      const child = execFile(kubectlPath, args, options, (error, stdout, stderr) =>
        resolve({ code: error === null ? 0 : Number(error.code ?? 1), stdout, stderr }),
      );
      child.stdin?.end(input);
    });
  const kubectl = async (args: readonly string[], input?: string): Promise<string> => {
    const { code, stdout, stderr } = await tryKubectl(args, input);
    if (code !== 0) throw new Error(`kubectl ${args.join(' ')} ends with ${code}: ${stderr}`);
    return stdout;
  };
  beforeAll(async () => {
    const folder = folderOf();
    const { code, stderr } = await throughline(['lab', 'cluster', 'up', '--folder', folder, ...options]);
    if (code !== 0) throw new Error(`lab cluster up ends with ${code}: ${stderr}`);
    node = await openNode(clusterFolder(folder, thisMachine()));
  });
  // The first hook runs last: after those of the file, which take its objects away.
  afterAll(async () => {
    for (const release of held) await release();
    if (node === undefined || namespaces.length === 0) return;
    await kubectl(['delete', 'namespace', '--wait=false', '--ignore-not-found', ...namespaces]);
  });
  return {
    running,
    kubectl,
    tryKubectl,
    alone: async (...names) => {
      // In one order in all files, so that no two wait for each other.
      for (const name of names.toSorted()) held.push(await holdAlone(`${running().folder.path}:${name}`));
    },
    namespace: async (labels = {}) => {
      const name = `test-${randomBytes(4).toString('hex')}`;
      await kubectl(['create', 'namespace', name]);
      namespaces.push(name);
      const pairs = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
      if (pairs.length > 0) await kubectl(['label', 'namespace', name, ...pairs]);
      return name;
    },
    apply: async (...objects) => {
      const list = { apiVersion: 'v1', kind: 'List', items: objects };
      await kubectl(['apply', '-f', '-'], JSON.stringify(list));
    },
  };
}
