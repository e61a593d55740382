import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApplicableObject, type RunningCluster, startCluster } from '../../testbed/cluster/index.ts';
import { openCluster, readKubeconfig } from '../../src/prove/sources/index.ts';
import { readReport } from '../../src/shared/protocol/report.ts';
import { type Ended, throughline } from '../harness/throughline.ts';
import { describeWithServers } from '../harness/with-server.ts';

/** The plugin that exports is not enabled. */
const BROKEN = JSON.stringify({
  plugins: { entries: { discord: { enabled: true } } },
  diagnostics: { enabled: true, otel: { enabled: true, endpoint: 'http://127.0.0.1:9/api/v1/otlp' } },
});
const LINE =
  /^broken: no backend was queried; TL203, link plugin: diagnostics-otel is off: .*; fix: enable the plugin diagnostics-otel$/;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'throughline-kept-'));
  await writeFile(join(folder, 'openclaw.json'), BROKEN);
});
afterAll(() => rm(folder, { recursive: true }));

const check = (...flags: readonly string[]): Promise<Ended> =>
  throughline(['check', '--config', 'openclaw.json', ...flags], { cwd: folder });

describe('check --termination-log', () => {
  it('writes verdict and cause as one line, in place of what the file had', async () => {
    const file = join(folder, 'termination-log');
    await writeFile(file, 'x'.repeat(5_000));
    const { code, stderr } = await check('--termination-log', file);
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(await readFile(file, 'utf8')).toMatch(LINE);
  });

  it('says that the file cannot be written, and keeps the exit code of the verdict', async () => {
    const file = join(folder, 'missing', 'termination-log');
    const { code, stderr } = await check('--termination-log', file);
    expect(code).toBe(1);
    expect(stderr).toBe(
      `throughline: the verdict was not written to ${file} (ENOENT): name a file that is writable\n`,
    );
  });
});

describe('check --report-to', () => {
  it.each([
    [['--report-to', 'openclaw/report', '--kubeconfig', 'in-cluster'], 'write configmap/NAMESPACE/NAME.'],
    [['--report-to', 'configmap/openclaw/report'], '--report-to requires a cluster'],
    [
      ['--report-to', 'configmap/openclaw/report', '--kubeconfig', 'in-cluster', '--static'],
      '--static looks at files only, so it cannot go with --report-to',
    ],
  ])('does not run with %j', async (flags, message) => {
    const { code, stderr } = await check(...flags);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});

const GROUP = 'rbac.authorization.k8s.io';

function rights(): ApplicableObject[] {
  const metadata = { name: 'throughline-report', namespace: 'openclaw' };
  return [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'openclaw' } },
    {
      apiVersion: `${GROUP}/v1`,
      kind: 'Role',
      metadata,
      rules: [
        {
          apiGroups: [''],
          resources: ['configmaps'],
          resourceNames: ['throughline-report'],
          verbs: ['create', 'patch'],
        },
      ],
    } as ApplicableObject,
    {
      apiVersion: `${GROUP}/v1`,
      kind: 'RoleBinding',
      metadata,
      roleRef: { apiGroup: GROUP, kind: 'Role', name: 'throughline-report' },
      subjects: [{ apiGroup: GROUP, kind: 'User', name: 'hook' }],
    } as ApplicableObject,
  ];
}

await describeWithServers(['etcd', 'kube-apiserver'], 'a report in a ConfigMap', ([etcd, apiserver]) => {
  let cluster: RunningCluster;
  let kubeconfig: string;

  beforeAll(async () => {
    cluster = await startCluster({ etcd: etcd!, apiserver: apiserver! }, ['hook']);
    await cluster.apply(rights());
    kubeconfig = await cluster.kubeconfigOf('hook');
  }, 120_000);
  afterAll(() => cluster.stop());

  interface Stored {
    readonly metadata: {
      labels: Record<string, string>;
      managedFields: { manager: string; operation: string }[];
    };
    readonly data: Record<string, string>;
  }

  async function stored(): Promise<Stored> {
    const http = await openCluster(readKubeconfig(cluster.kubeconfigFile), process.env, 10_000);
    try {
      const { body } = await http.get('/api/v1/namespaces/openclaw/configmaps/throughline-report');
      return JSON.parse(body) as Stored;
    } finally {
      await http.close();
    }
  }

  const keep = (place: string): Promise<Ended> => check('--kubeconfig', kubeconfig, '--report-to', place);

  it('is created and replaced with the rights on this one ConfigMap alone', async () => {
    for (const run of ['created', 'replaced']) {
      const { code, stderr } = await keep('configmap/openclaw/throughline-report');
      expect({ run, code, stderr }).toEqual({ run, code: 1, stderr: '' });
    }
    const { metadata, data } = await stored();
    expect(metadata.managedFields.map(({ manager, operation }) => [manager, operation])).toEqual([
      ['throughline-check', 'Apply'],
    ]);
    expect(data['verdict']).toMatch(LINE);
    expect(data['report.txt']).toContain('root cause: TL203, link plugin');
    expect(readReport(data['report.json'] ?? '').rootCause?.check).toBe('TL203');
  });

  it("leaves others' fields as they are", async () => {
    const labels = { team: 'telemetry' };
    await cluster.apply([
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'throughline-report', namespace: 'openclaw', labels },
      } as ApplicableObject,
    ]);
    expect((await keep('configmap/openclaw/throughline-report')).stderr).toBe('');
    const { metadata, data } = await stored();
    expect(metadata.labels).toMatchObject(labels);
    expect(data['verdict']).toMatch(LINE);
  });

  it.each([
    ['configmap/openclaw/other', 'grant create and patch on configmaps/other in the namespace openclaw'],
    [
      'configmap/monitoring/throughline-report',
      'grant create and patch on configmaps/throughline-report in the namespace monitoring',
    ],
  ])('names the missing right for %s, and keeps the exit code', async (place, right) => {
    const { code, stderr } = await keep(place);
    expect(code).toBe(1);
    expect(stderr).toContain(`: ${right}\n`);
  });
});
