import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';
import { buildProductImage, buildServerImage } from '../../testbed/cluster/images/index.ts';
import { HttpSource } from '../../src/prove/sources/index.ts';
import { type Ledger, ledgerSchema } from '../../src/shared/protocol/ledger.ts';
import {
  gatewayStatusReading,
  type GatewayStatusReading,
  gatewayStatusSchema,
} from '../../src/shared/protocol/status.ts';
import type { Report } from '../../src/shared/protocol/report.ts';
import { tryJson } from '../../src/shared/text/try-json.ts';
import { localVolume, volumeName } from '../../testbed/cluster/volume.ts';
import type { TestNode } from '../harness/with-node.ts';
import { answered } from './answered.ts';
import { besides, MODEL_PORT, PROMETHEUS_IMAGE, WEBHOOK_TOKEN, GATEWAY_TOKEN } from './beside-gateway.ts';
import { loadNodeImage } from './pods.ts';

const CHECKOUT = fileURLToPath(new URL('../..', import.meta.url));
const BASE = fileURLToPath(new URL('../../deploy/base', import.meta.url));
/** Claim of the gateway's state. */
const STATE = 'openclaw-state';
/** Of the base, and of the tests. */
const INTERVALS = ['"flushIntervalMs": 30000', '"flushIntervalMs": 1000'] as const;

/** A Deployment, as far as tests change it. */
export interface DeploymentObject {
  metadata: { name: string; namespace: string };
  spec: {
    template: {
      spec: {
        initContainers: Container[];
        containers: Container[];
        volumes: Record<string, unknown>[];
      };
    };
  };
}
interface Container {
  name: string;
  image: string;
  args: string[];
  resources: { requests: Record<string, string>; limits: Record<string, string> };
  volumeMounts: { name: string; mountPath: string; subPath?: string; readOnly?: boolean }[];
  [field: string]: unknown;
}

export interface Changes {
  /** Changes the base's Deployment in place. */
  readonly deployment?: (deployment: DeploymentObject) => void;
  /** Changes the gateway's configuration. */
  readonly config?: (text: string) => string;
  /** More objects, which are there before the gateway is. */
  readonly objects?: (namespace: string) => readonly object[];
  /** Do not wait until it is ready. */
  readonly unready?: boolean;
}

/** The base of `deploy/` in a namespace, with a Prometheus and a model server beside it. It goes with the namespace. */
export interface Installed {
  readonly namespace: string;
  /** Of the gateway's Service on this machine. */
  readonly url: string;
  /** Of Prometheus on this machine. */
  readonly backend: string;
  /** Name of the gateway's pod that was created last. */
  pod(): Promise<string>;
  /** Runs a script with Node in a container of the gateway's pod. @returns what it prints */
  exec(script: string, container?: string): Promise<string>;
  /** What the gateway says of itself; undefined while it does not respond. */
  status(): Promise<GatewayStatusReading | undefined>;
  /** The same, asked for until it responds. @throws if it does not within `ANSWER_MS` */
  answeredStatus(): Promise<GatewayStatusReading>;
  /** Sends a message to the gateway. @throws without a response */
  post(message: { readonly chatId: string; readonly text: string }): Promise<Response>;
  /** Asks the gateway what became of a message. @throws without a response */
  find(messageId: string): Promise<Response>;
  /** Texts that reached the model, each as often as it did. @throws if the model server does not respond within `ANSWER_MS` */
  reachedModel(): Promise<readonly string[]>;
  /** Whether nothing waits or runs in the gateway, and all that it recorded is acknowledged. */
  isSettled(): Promise<boolean>;
  /**
   * What the running process had counted as of its last accepted push, by the stored name of a counter.
   *
   * @throws if the gateway does not respond within `ANSWER_MS`
   */
  acknowledged(counter: string): Promise<number>;
  /** What Prometheus has stored of a counter, across resets. */
  storedSum(counter: string): Promise<number>;
  /** Values of `instance` of its series. */
  storedInstances(counter: string): Promise<readonly string[]>;
  /** Sum of counters that Prometheus has of itself. */
  metricsSum(names: readonly string[]): Promise<number>;
  /** Waits until the Deployment is rolled out. */
  rolledOut(): Promise<void>;
  stop(): Promise<void>;
}

/** Loads the images of `install` into the node. */
export async function loadImages(node: TestNode, prometheus: string): Promise<void> {
  const running = node.running();
  await running.load((await buildProductImage({ checkout: CHECKOUT })).archive);
  await running.load((await buildServerImage({ name: PROMETHEUS_IMAGE, binary: prometheus })).archive);
  await loadNodeImage(running);
}

/** Installs the base of `deploy/` in a new namespace. `loadImages` comes before. */
export async function install(node: TestNode, changes: Changes = {}): Promise<Installed> {
  const namespace = await node.namespace({ 'pod-security.kubernetes.io/enforce': 'restricted' });
  try {
    const volume = await localVolume(node.running(), { namespace, name: STATE });
    await node.apply(volume, ...besides(namespace), ...(changes.objects?.(namespace) ?? []));
    const wait = ['wait', '-n', namespace, '--for=condition=Ready', '--timeout=120s'];
    await node.kubectl([...wait, 'pod/prometheus', 'pod/model']);
    await node.apply(...(await baseObjects(node, namespace, changes)));
    const rolledOut = async (): Promise<void> => {
      await node.kubectl(['rollout', 'status', 'deployment/openclaw', '-n', namespace, '--timeout=180s']);
    };
    if (changes.unready !== true) await rolledOut();
    return { ...(await opened(node, namespace)), rolledOut };
  } catch (error) {
    await takeAway(node, namespace);
    throw error;
  }
}

/** A PersistentVolume is in no namespace, so it does not go with one. */
async function takeAway(node: TestNode, namespace: string): Promise<void> {
  const remove = ['delete', '--wait=false', '--ignore-not-found'];
  await node.tryKubectl([...remove, 'namespace', namespace]);
  await node.tryKubectl([...remove, 'persistentvolume', volumeName({ namespace, name: STATE })]);
}

type Relay = Awaited<ReturnType<ReturnType<TestNode['running']>['forward']>>;
type Kinded = { kind: string; metadata: { name: string; namespace?: string }; data?: Record<string, string> };

async function baseObjects(node: TestNode, namespace: string, changes: Changes): Promise<object[]> {
  const rendered = parseAllDocuments(await node.kubectl(['kustomize', BASE])).map(
    (document) => document.toJS() as Kinded,
  );
  for (const object of rendered) {
    object.metadata.namespace = namespace;
    if (object.kind === 'Deployment') changes.deployment?.(object as unknown as DeploymentObject);
    const text = object.data?.['openclaw.json'];
    if (object.data && text !== undefined) object.data['openclaw.json'] = edited(text, changes);
  }
  return rendered;
}

function edited(text: string, { config = (same: string) => same }: Changes): string {
  const near = text
    .replace('prometheus-k8s.monitoring.svc', 'prometheus')
    .replace(...INTERVALS)
    .replace(
      '"channels": {',
      '"channels": {\n    "webhook": { "webhookToken": "${OPENCLAW_WEBHOOK_TOKEN}" },',
    );
  return config(near);
}

async function opened(node: TestNode, namespace: string): Promise<Omit<Installed, 'rolledOut'>> {
  const relays: Relay[] = [];
  const forward = async (name: string, port: number): Promise<void> => {
    const jsonpath = 'jsonpath={.spec.clusterIP}';
    const host = await node.kubectl(['get', 'service', name, '-n', namespace, '-o', jsonpath]);
    relays.push(await node.running().forward({ host, port }));
  };
  try {
    await forward('openclaw', 18_789);
    await forward('prometheus', 9090);
    await forward('model', MODEL_PORT);
  } catch (error) {
    for (const relay of relays) relay.stop();
    throw error;
  }
  const [gateway = '', backend = '', model = ''] = relays.map(({ host, port }) => `http://${host}:${port}`);
  const bearer = { bearer: GATEWAY_TOKEN };
  // A connection is bound to a pod, and pods go here: each request has its own.
  const get = async (
    url: string,
    path: string,
    query: [string, string][] = [],
  ): Promise<string | undefined> => {
    const http = new HttpSource(url, {
      timeoutMs: 5_000,
      ...(url === gateway ? { credentials: bearer } : {}),
    });
    const answer = await http.get(path, query).catch(() => undefined);
    await http.close();
    return answer?.status === 200 ? answer.body : undefined;
  };
  const ledger = async (): Promise<Ledger['metrics'] | undefined> =>
    ledgerSchema.safeParse(tryJson((await get(gateway, '/api/telemetry')) ?? '')).data?.metrics;
  const stored = async (counter: string): Promise<Series[]> => {
    const body = await get(backend, '/api/v1/query', [['query', `${counter}[1h]`]]);
    const { data } = (tryJson(body ?? '') ?? {}) as { data?: { result: Series[] } };
    if (!data) throw new Error(`Prometheus does not answer a query of ${counter}`);
    return data.result;
  };
  const status = async (): Promise<GatewayStatusReading | undefined> => {
    const body = await get(gateway, '/api/status');
    return body === undefined ? undefined : gatewayStatusReading.parse(JSON.parse(body));
  };
  const request = async (path: string, token: string, init: RequestInit = {}): Promise<Response> => {
    const headers = {
      'content-type': 'application/json',
      authorization: `Bearer ${token}`,
      connection: 'close',
    };
    return fetch(`${gateway}${path}`, { ...init, headers, signal: AbortSignal.timeout(10_000) });
  };
  const inPod = ['exec', '-n', namespace, 'deploy/openclaw', '-c'];
  return {
    namespace,
    url: gateway,
    backend,
    pod: async () => {
      const selected = ['-l', 'app.kubernetes.io/name=openclaw', '--sort-by=.metadata.creationTimestamp'];
      const names = await node.kubectl(['get', 'pods', '-n', namespace, ...selected, '-o', 'name']);
      return names.trim().split('\n').at(-1)?.replace('pod/', '') ?? '';
    },
    exec: (script, container = 'gateway') => node.kubectl([...inPod, container, '--', 'node', '-e', script]),
    status,
    answeredStatus: () => answered('status of the gateway', status),
    post: (message) =>
      request('/webhooks/webhook', WEBHOOK_TOKEN, { method: 'POST', body: JSON.stringify(message) }),
    find: (messageId) => request(`/api/messages/${messageId}`, GATEWAY_TOKEN),
    reachedModel: async () => {
      const texts = await answered('list of the model server', () => get(model, '/'));
      return texts.split('\n').filter(Boolean);
    },
    isSettled: async () => {
      const status = statusSchema.safeParse(tryJson((await get(gateway, '/api/status')) ?? ''));
      const busy = status.data?.queue.lanes.some(({ waiting, running }) => waiting + running > 0);
      const counted = await ledger();
      return (
        busy === false &&
        counted?.every(({ live, acknowledged }) => live.events === acknowledged.events) === true
      );
    },
    acknowledged: async (counter) => {
      const metrics = await answered('ledger of the gateway', ledger);
      const entry = metrics.find(({ name }) => `${name.replaceAll('.', '_')}_total` === counter);
      return entry?.acknowledged.value ?? 0;
    },
    storedSum: async (counter) => {
      const sums = (await stored(counter)).map(({ values }) =>
        sumOf(values.map(([, value]) => Number(value))),
      );
      return sums.reduce((all, one) => all + one, 0);
    },
    storedInstances: async (counter) => [
      ...new Set((await stored(counter)).map(({ metric }) => metric['instance'] ?? '')),
    ],
    metricsSum: async (names) => {
      const page = await get(backend, '/metrics');
      if (page === undefined) throw new Error('Prometheus does not show what it counts');
      const lines = page.split('\n').filter((line) => names.some((name) => line.startsWith(name)));
      return lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
    },
    stop: async () => {
      for (const relay of relays) relay.stop();
      await takeAway(node, namespace);
    },
  };
}

interface Series {
  readonly metric: Readonly<Record<string, string>>;
  readonly values: readonly [number, string][];
}

const statusSchema = gatewayStatusReading.extend({ queue: gatewayStatusSchema.shape.queue });

/** What a counter has counted: a value below the one before begins at 0. */
function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value, at) => {
    const before = values[at - 1] ?? 0;
    return sum + (value < before ? value : value - before);
  }, 0);
}

/** A text that no other message has. */
export const newText = (what: string): string => `${what} ${randomBytes(4).toString('hex')}`;

/** The gateway's container of a Deployment. */
export function gatewayIn(containers: readonly Container[]): Container {
  const gateway = containers.find(({ name }) => name === 'gateway');
  if (!gateway) throw new Error('the Deployment has no container gateway');
  return gateway;
}

/** What a report has of a check. */
export const found = (report: Report, id: string): Report['checks'][number] | undefined =>
  report.checks.find((check) => check.id === id);
