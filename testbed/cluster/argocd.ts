import { randomBytes } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse } from 'yaml';
import { z } from 'zod';
import { type HttpSource, UnreachableError } from '../../src/prove/sources/index.ts';
import { endMarked } from '../openclaw/marked.ts';
import { type ApplicableObject, applyObjects } from './apply.ts';
import { apiOf } from './node/access.ts';
import { ClusterError } from './node/error.ts';
import type { NodeProcess } from './node/namespace.ts';
import { programFolders } from './node/needs.ts';
import type { RunningNode } from './node/running.ts';

const NAMESPACE = 'argocd';
const REDIS = '127.0.0.1:6379';
const REPO_SERVER = '127.0.0.1:8081';
const POLL_MS = 500;
/** How long its processes may take to end before they are killed. */
const GRACE_MS = 5_000;
/** In the environment of its processes, with a folder of the node, so that another node's Argo CD keeps running. */
const MARK = 'THROUGHLINE_LAB_ARGOCD';

/** Where Argo CD and what it calls are on this machine. */
export interface ArgoCdPrograms {
  /** The binary of all its parts. */
  readonly argocd: string;
  readonly kustomize: string;
  /** Argo CD's module, with its definitions. */
  readonly module: string;
}

export interface ArgoCdApplication {
  readonly name: string;
  /** A git repository on this machine, as a folder. */
  readonly repository: string;
  /** Folder in the repository. @default its root */
  readonly path?: string;
  /** Where objects without a namespace go. */
  readonly namespace: string;
  /** More of its `spec`, such as `ignoreDifferences`. */
  readonly spec?: Readonly<Record<string, unknown>>;
}

const operationSchema = z.object({
  phase: z.string(),
  message: z.string().default(''),
  operation: z.object({ info: z.array(z.object({ name: z.string(), value: z.string() })).default([]) }),
  finishedAt: z.string().optional(),
  syncResult: z
    .object({
      revision: z.string(),
      resources: z
        .array(
          z.object({
            kind: z.string(),
            name: z.string(),
            status: z.string().optional(),
            message: z.string().optional(),
            hookType: z.string().optional(),
            hookPhase: z.string().optional(),
          }),
        )
        .default([]),
    })
    .optional(),
});

/** An operation as Argo CD reports it: `phase` is Succeeded, Failed or Error once it is over. */
export type ArgoCdOperation = z.infer<typeof operationSchema>;

const applicationSchema = z.object({
  status: z.object({ operationState: operationSchema.optional() }).optional(),
});

/** Argo CD on a node: its controller, its repo-server and Redis. */
export interface RunningArgoCd {
  /** Of its Applications. */
  readonly namespace: string;
  /** Creates or replaces an Application, which is synced by `sync` only unless its `spec` says otherwise. */
  application(application: ArgoCdApplication): Promise<void>;
  /**
   * Syncs an Application to the newest commit, and waits for the end of the operation with its hooks.
   *
   * @throws {ClusterError} if it does not end within `timeoutMs`
   */
  sync(name: string, timeoutMs: number): Promise<ArgoCdOperation>;
  /** Ends its processes, and waits until they are over; its objects stay. */
  stop(): Promise<void>;
}

/**
 * Starts Argo CD on a node, as processes in its network: none of its images is needed. Processes that an earlier start left
 * are ended first, because they have the same ports.
 */
export async function startArgoCd(node: RunningNode, programs: ArgoCdPrograms): Promise<RunningArgoCd> {
  const end = async (): Promise<void> => {
    await endMarked(Buffer.from(`${MARK}=${folderOf(node)}\0`).toString('latin1'), GRACE_MS);
  };
  await end();
  const api = await apiOf(node.kubeconfig);
  const processes = await start(node, programs, api).catch(async (error: unknown) => {
    await api.close();
    await end();
    throw error;
  });
  return {
    namespace: NAMESPACE,
    application: (application) => applyObjects(api, [applicationObject(application)]),
    sync: (name, timeoutMs) => sync(api, name, timeoutMs, processes),
    stop: async () => {
      await api.close();
      await end();
    },
  };
}

async function start(
  node: RunningNode,
  programs: ArgoCdPrograms,
  api: HttpSource,
): Promise<readonly NodeProcess[]> {
  await applyObjects(api, [...(await definitions(programs.module)), ...settings()]);
  return startProcesses(node, programs);
}

const folderOf = (node: RunningNode): string => node.folder.file('argocd');

async function definitions(module: string): Promise<ApplicableObject[]> {
  const files = ['application-crd.yaml', 'appproject-crd.yaml'];
  return Promise.all(
    files.map(
      async (file) =>
        parse(await readFile(join(module, 'manifests', 'crds', file), 'utf8')) as ApplicableObject,
    ),
  );
}

function settings(): ApplicableObject[] {
  const labels = { 'app.kubernetes.io/part-of': 'argocd' };
  const metadata = (name: string) => ({ name, namespace: NAMESPACE, labels });
  return [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } },
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: metadata('argocd-cm') },
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: metadata('argocd-rbac-cm') },
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: metadata('argocd-secret'),
      stringData: { 'server.secretkey': randomBytes(32).toString('base64') },
    },
    {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'AppProject',
      metadata: metadata('default'),
      spec: {
        sourceRepos: ['*'],
        destinations: [{ namespace: '*', server: '*' }],
        clusterResourceWhitelist: [{ group: '*', kind: '*' }],
      },
    },
  ] as ApplicableObject[];
}

async function startProcesses(node: RunningNode, programs: ArgoCdPrograms): Promise<NodeProcess[]> {
  const folder = (name: string): string => node.folder.file('argocd', name);
  for (const name of ['redis', 'tls', 'gnupg', 'tmp']) await mkdir(folder(name), { recursive: true });
  const kubeconfig = node.folder.file('node.kubeconfig');
  const mark = { [MARK]: folderOf(node) };
  const env = {
    ...mark,
    PATH: [dirname(programs.kustomize), ...programFolders(process.env['PATH'] ?? '')].join(delimiter),
    HOME: folder('tmp'),
    TMPDIR: folder('tmp'),
    KUBECONFIG: kubeconfig,
    // The cluster that it runs in is that of the kubeconfig: it is no pod.
    ARGOCD_FAKE_IN_CLUSTER: 'true',
    ARGOCD_GPG_ENABLED: 'false',
    ARGOCD_GNUPGHOME: folder('gnupg'),
    ARGOCD_TLS_DATA_PATH: folder('tls'),
  };
  // Its name chooses which part it is.
  const part = (name: string, args: readonly string[]): NodeProcess =>
    node.start(name, programs.argocd, args, { ...env, ARGOCD_BINARY_NAME: name });
  const [, redisPort = ''] = REDIS.split(':');
  const own = ['--port', redisPort, '--bind', '127.0.0.1', '--save', '', '--dir', folder('redis')];
  // A title that it writes overwrites the environment that the mark is in.
  const redis = [...own, '--set-proc-title', 'no'];
  return [
    node.start('redis', 'redis-server', redis, mark),
    part('argocd-repo-server', [
      '--disable-tls',
      '--address=127.0.0.1',
      '--metrics-address=127.0.0.1',
      `--redis=${REDIS}`,
    ]),
    part('argocd-application-controller', [
      `--kubeconfig=${kubeconfig}`,
      `--namespace=${NAMESPACE}`,
      '--app-resync=10',
      `--redis=${REDIS}`,
      `--repo-server=${REPO_SERVER}`,
      '--repo-server-plaintext',
    ]),
  ];
}

function applicationObject({ name, repository, path, namespace, spec }: ArgoCdApplication): ApplicableObject {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name, namespace: NAMESPACE },
    spec: {
      project: 'default',
      source: { repoURL: `file://${repository}`, path: path ?? '.', targetRevision: 'HEAD' },
      destination: { server: 'https://kubernetes.default.svc', namespace },
      ...spec,
    },
  } as ApplicableObject;
}

async function sync(
  api: HttpSource,
  name: string,
  timeoutMs: number,
  processes: readonly NodeProcess[],
): Promise<ArgoCdOperation> {
  const path = `/apis/argoproj.io/v1alpha1/namespaces/${NAMESPACE}/applications/${name}`;
  const end = performance.now() + timeoutMs;
  // Times have whole seconds: two operations may have begun at the same one.
  const mark = { name: 'lab', value: randomBytes(8).toString('hex') };
  for (;;) {
    const { stored } = await read(api, path);
    // Argo CD's own API removes the state of the last operation: results that are left there are taken for those of the new
    // one, so that a hook that failed before fails it at once.
    const { operationState: _, ...status } = (stored['status'] ?? {}) as Record<string, unknown>;
    const object = {
      ...stored,
      status,
      operation: { info: [mark], sync: { revision: 'HEAD' } },
    };
    const answer = await api.send('PUT', path, JSON.stringify(object), 'application/json');
    if (answer.status < 300) break;
    // The controller writes its status between reading and writing.
    if (answer.status !== 409 || performance.now() > end)
      throw new ClusterError(`${path} responds ${answer.status}: ${answer.body}`);
  }
  for (;;) {
    const { operation, stored } = await readBy(end, api, path);
    const isOver =
      operation?.finishedAt !== undefined &&
      operation.operation.info.some(({ value }) => value === mark.value);
    if (isOver) return operation;
    const ended = processes.find((one) => one.ended() !== undefined);
    if (ended !== undefined) throw new ClusterError(`${ended.name} ${ended.ended()}`);
    if (performance.now() > end)
      throw new ClusterError(
        `The sync of ${name} is not over after ${timeoutMs / 1000} s: ${JSON.stringify(stored['status'] ?? {})}`,
      );
    await sleep(POLL_MS);
  }
}

interface Stored {
  readonly stored: Record<string, unknown>;
  readonly operation: ArgoCdOperation | undefined;
}

/** The same, where one request without a response is no end: an API server under load may be late. */
async function readBy(end: number, api: HttpSource, path: string): Promise<Stored> {
  for (;;) {
    try {
      return await read(api, path);
    } catch (error) {
      if (!(error instanceof UnreachableError) || performance.now() > end) throw error;
    }
    await sleep(POLL_MS);
  }
}

/** An Application as it is stored, and its last operation. */
async function read(api: HttpSource, path: string): Promise<Stored> {
  const { status, body } = await api.get(path);
  if (status !== 200) throw new ClusterError(`${path} responds ${status}: ${body.slice(0, 500)}`);
  const stored = JSON.parse(body) as Record<string, unknown>;
  return { stored, operation: applicationSchema.parse(stored).status?.operationState };
}
