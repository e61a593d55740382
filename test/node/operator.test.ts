import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoConfigMap } from '../../src/demo/config.ts';
import { sendRound } from '../../src/demo/traffic.ts';
import { readReport } from '../../src/shared/protocol/report.ts';
import { readImage } from '../../testbed/cluster/images/index.ts';
import type { Found, ProgramSpec } from '../../testbed/servers/index.ts';
import { inGuideShell, type Printed } from '../harness/guide-shell.ts';
import { MODEL_URL } from '../harness/model-in-cluster.ts';
import { Removals } from '../harness/removals.ts';
import { whyNoImages } from '../harness/with-images.ts';
import { ALONE_MS, describeWithNode, type TestNode } from '../harness/with-node.ts';
import { EXPECTED_NAMES } from '../support/expected-names.ts';
import {
  COMMANDS,
  DELETE,
  NOT_RUN,
  overlayOfTheGuide,
  POLICIES,
  REGISTRY_IMAGE,
  STEPS,
} from './guide-steps.ts';
import { prepareCluster } from './kube-prometheus.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** Generous, because speed is not tested. */
const PATIENCE = { timeout: 120_000, interval: 1_000 };
const SLOW_MS = 300_000;

const PROMETHEUS = { name: 'prometheus-k8s', namespace: 'monitoring', port: 9090 };
const GATEWAY = { name: 'openclaw', namespace: 'openclaw', port: 18_789 };

/** So that a session is stuck after seconds. */
const QUICKER = [
  { path: ['diagnostics', 'otel', 'flushIntervalMs'], value: 1_000 },
  { path: ['session', 'stuckAfterMs'], value: 1_000 },
  { path: ['session', 'stuckCheckIntervalMs'], value: 500 },
];

it('the guide has no command that is neither run on a node nor listed', () => {
  const run = [...Object.values(STEPS), POLICIES, DELETE];
  const others = COMMANDS.filter((text) => !run.includes(text));
  const beginnings = Object.keys(NOT_RUN);
  expect(others.filter((text) => !beginnings.some((start) => text.startsWith(start)))).toEqual([]);
  expect(beginnings.filter((start) => !others.some((text) => text.startsWith(start)))).toEqual([]);
});

interface Live {
  readonly metadata: { readonly uid: string };
  readonly spec: Readonly<Record<string, unknown>>;
}

/** The installation of the guide beside a Prometheus of a version. @param component what turns on its receiver */
function installation(
  node: TestNode,
  [kubectl, operator, reloader, prometheus]: readonly Found<ProgramSpec>[],
  component: string,
  receiverArgument: string,
): void {
  let folder: string;
  let env: NodeJS.ProcessEnv;
  const removals = new Removals();
  const inShell = (text: string): Promise<Printed> => inGuideShell(text, { cwd: folder, env });

  beforeAll(() => node.alone('deploy'), ALONE_MS);
  beforeAll(async () => {
    const ofMonitoring = { operator: operator!, reloader: reloader!, prometheus: prometheus! };
    const { image, archive } = await prepareCluster(node, ofMonitoring, removals);
    folder = await mkdtemp(join(tmpdir(), 'throughline-guide-'));
    removals.add(() => rm(folder, { recursive: true, force: true }));
    await cp(join(ROOT, 'deploy'), join(folder, 'deploy'), { recursive: true });
    await mkdir(join(folder, 'bin'));
    await symlink(kubectl!.path, join(folder, 'bin', 'kubectl'));
    env = {
      ...process.env,
      PATH: `${join(folder, 'bin')}${delimiter}${process.env['PATH']}`,
      KUBECONFIG: node.running().kubeconfig,
      MODEL_URL,
    };
    await inShell(STEPS.overlay);
    const { digest } = await readImage(archive);
    await node.running().name(image, `${REGISTRY_IMAGE}@${digest}`);
    const file = join(folder, 'deploy/overlays/mine/kustomization.yaml');
    await writeFile(file, overlayOfTheGuide(await readFile(file, 'utf8'), digest));
    // The image may have to be built first.
  }, 3 * SLOW_MS);
  afterAll(() => removals.run(), SLOW_MS);

  const live = async (kind: string, name: string): Promise<Live> =>
    JSON.parse(await node.kubectl(['get', kind, name, '-n', 'monitoring', '-o', 'json'])) as Live;

  /** Address of a Service from this machine, by the node. */
  const reach = async ({ name, namespace, port }: typeof PROMETHEUS): Promise<string> => {
    const clusterIp = ['get', 'service', name, '-n', namespace, '-o', 'jsonpath={.spec.clusterIP}'];
    const relay = await node.running().forward({ host: await node.kubectl(clusterIp), port });
    removals.add(() => relay.stop());
    return `http://${relay.host}:${relay.port}`;
  };

  const key = async (name: string): Promise<string> => {
    const path = `jsonpath={.data.${name}}`;
    const text = await node.kubectl(['get', 'secret', 'openclaw', '-n', 'openclaw', '-o', path]);
    return Buffer.from(text, 'base64').toString();
  };

  it(
    'turns on the receiver of the Prometheus that is there, and changes nothing else of it',
    async () => {
      const before = await live('prometheus', 'k8s');
      const pod = await live('pod', 'prometheus-k8s-0');
      await inShell(STEPS.receiver.replace('operator-prometheus-3', component));
      expect((await live('prometheus', 'k8s')).spec).toEqual({ ...before.spec, enableOTLPReceiver: true });
      const podAsJson = ['get', 'pod', 'prometheus-k8s-0', '-n', 'monitoring', '-o', 'json'];
      const restarted = async (): Promise<boolean> => {
        const { code, stdout } = await node.tryKubectl(podAsJson);
        return code === 0 && (JSON.parse(stdout) as Live).metadata.uid !== pod.metadata.uid;
      };
      await expect.poll(restarted, PATIENCE).toBe(true);
      const ready = ['--for=condition=Ready', 'pod/prometheus-k8s-0', '--timeout=120s'];
      await node.kubectl(['wait', '-n', 'monitoring', ...ready]);
      const after = (await live('pod', 'prometheus-k8s-0')).spec as unknown as {
        containers: { name: string; args: string[] }[];
        volumes: { persistentVolumeClaim?: { claimName: string } }[];
      };
      const { args } = after.containers.find(({ name }) => name === 'prometheus')!;
      expect(args).toContain(receiverArgument);
      expect(args).toContain('--storage.tsdb.retention.time=10d');
      expect(after.volumes).toContainEqual(
        expect.objectContaining({
          persistentVolumeClaim: { claimName: 'prometheus-k8s-db-prometheus-k8s-0' },
        }),
      );
    },
    SLOW_MS,
  );

  it(
    'arrives by the commands of the guide',
    async () => {
      await inShell(STEPS.secrets);
      const { stdout: policies } = await inShell(POLICIES);
      expect(policies).toMatch(/^prometheus-k8s .*app\.kubernetes\.io\/name=prometheus/m);
      const applied = await inShell(STEPS.apply);
      expect(applied.stdout).toContain('deployment.apps/openclaw created');
      const { stdout } = await inShell(STEPS.arrive);
      expect(stdout).toContain('arriving');
    },
    SLOW_MS,
  );

  it(
    'brings all 18 metrics to that Prometheus, once there are messages, errors and a stuck session',
    async () => {
      const gateway = await reach(GATEWAY);
      const shipped = await readFile(join(folder, 'deploy/base/configmap-openclaw.yaml'), 'utf8');
      await node.kubectl(['apply', '-f', '-'], demoConfigMap(shipped, QUICKER));
      const token = await key('OPENCLAW_GATEWAY_TOKEN');
      const interval = async (): Promise<unknown> => {
        const response = await fetch(`${gateway}/api/status`, {
          headers: { authorization: `Bearer ${token}` },
        });
        return ((await response.json()) as { exporter?: { intervalMs: number } }).exporter?.intervalMs;
      };
      await expect.poll(interval, PATIENCE).toBe(1_000);
      const sent = await sendRound(gateway, await key('OPENCLAW_WEBHOOK_TOKEN'), 'round');
      expect(sent).toMatchObject({ refused: 2 });
      const prometheusUrl = await reach(PROMETHEUS);
      const stored = async (): Promise<string[]> => {
        const response = await fetch(`${prometheusUrl}/api/v1/label/__name__/values`);
        return ((await response.json()) as { data: string[] }).data;
      };
      const names = Object.values(EXPECTED_NAMES);
      const missing = async (): Promise<string[]> => {
        const all = await stored();
        return names.filter((name) => !all.includes(name) && !all.includes(`${name}_count`));
      };
      await expect.poll(missing, PATIENCE).toEqual([]);
      const check = STEPS.arrive.slice(STEPS.arrive.indexOf('kubectl exec')).trimEnd();
      const { metrics } = readReport((await inShell(`${check} -o json`)).stdout);
      expect(metrics?.map(({ otlp, status }) => [otlp, status])).toEqual(
        expect.arrayContaining(Object.keys(EXPECTED_NAMES).map((otlp) => [otlp, 'arrived'])),
      );
    },
    SLOW_MS,
  );

  it(
    'has its alerts in that Prometheus',
    async () => {
      const url = await reach(PROMETHEUS);
      const alerts = async (): Promise<string[]> => {
        const response = await fetch(`${url}/api/v1/rules`);
        const { data } = (await response.json()) as {
          data: { groups: { rules: { name: string; health: string }[] }[] };
        };
        return data.groups.flatMap(({ rules }) => rules.map(({ name, health }) => `${name} ${health}`));
      };
      const shipped = await readFile(join(ROOT, 'deploy/components/monitoring/rules.yaml'), 'utf8');
      const names = [...shipped.matchAll(/- alert: (\w+)/g)].map(([, name = '']) => name);
      expect(names).toContain('ThroughlineTelemetryBroken');
      await expect
        .poll(async () => (await alerts()).toSorted(), PATIENCE)
        .toEqual(names.map((name) => `${name} ok`).toSorted());
    },
    SLOW_MS,
  );

  it(
    'has a watch whose own metrics say that nothing is broken',
    async () => {
      const watch = ['deployment/throughline-watch', '-n', 'monitoring'];
      await node.kubectl(['rollout', 'status', ...watch, '--timeout=120s']);
      const url = await reach(PROMETHEUS);
      const verdict = async (): Promise<string[]> => {
        const query = encodeURIComponent('throughline_verdict{job="throughline-check"} == 1');
        const response = await fetch(`${url}/api/v1/query?query=${query}`);
        const { data } = (await response.json()) as {
          data: { result: { metric: Record<string, string> }[] };
        };
        return data.result.map(({ metric }) => metric['verdict'] ?? '');
      };
      await expect.poll(verdict, PATIENCE).toEqual(['arriving']);
    },
    SLOW_MS,
  );

  it(
    'goes by the command of the guide, and Prometheus stays',
    async () => {
      const before = await live('prometheus', 'k8s');
      await inShell(DELETE);
      const gone = await node.tryKubectl(['get', 'namespace', 'openclaw']);
      expect(gone.stderr).toContain('not found');
      expect(await live('prometheus', 'k8s')).toMatchObject({
        metadata: { uid: before.metadata.uid },
        spec: before.spec,
      });
      const service = await node.kubectl([
        'get',
        'service',
        'prometheus-k8s',
        '-n',
        'monitoring',
        '-o',
        'name',
      ]);
      expect(service).toBe('service/prometheus-k8s\n');
    },
    SLOW_MS,
  );
}

const title = 'the guide to Kubernetes';
const whyNot = whyNoImages(title);
const isFull = process.env['THROUGHLINE_FULL'] === 'true';

await describeWithNode(
  ['kubectl', 'prometheus-operator', 'prometheus-config-reloader', 'prometheus@3.5'],
  `${title}, with Prometheus 3.5`,
  (node, programs) => {
    describe.skipIf(whyNot !== undefined)(`its installation: ${whyNot ?? 'a receiver by a field'}`, () => {
      installation(node, programs, 'operator-prometheus-3', '--web.enable-otlp-receiver');
    });
  },
);

// oxlint-disable-next-line vitest/no-conditional-tests -- a change seldom breaks one of them only: left to the full run
if (isFull)
  await describeWithNode(
    ['kubectl', 'prometheus-operator', 'prometheus-config-reloader', 'prometheus@2.53'],
    `${title}, with Prometheus 2.53`,
    (node, programs) => {
      describe.skipIf(whyNot !== undefined)(`its installation: ${whyNot ?? 'a receiver by a flag'}`, () => {
        installation(node, programs, 'operator-prometheus-2', '--enable-feature=otlp-write-receiver');
      });
    },
  );
