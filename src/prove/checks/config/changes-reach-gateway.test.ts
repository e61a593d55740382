import { describe, expect, it } from 'vitest';
import { type Changes, deployed } from '../../../../test/support/deployed.ts';
import { gatewayOf } from '../../../../test/support/gateway.ts';
import { configChangesReachGateway } from './changes-reach-gateway.ts';

const inDeployment = (from: RegExp | string, to: string): Changes => ({
  'deployment.yaml': (text) => text.replace(from, to),
});

describe('config/changes-reach-gateway', () => {
  it('passes on the manifests of deploy/', async () => {
    expect((await configChangesReachGateway.runWith(deployed())).status).toBe('pass');
  });

  const direct = inDeployment(
    /- name: config\n( +)mountPath: \/var\/lib\/openclaw\n +readOnly: true/,
    '- name: configmap\n$1mountPath: /var/lib/openclaw/openclaw.json\n$1subPath: openclaw.json',
  );

  it('fails on a mount by subPath', async () => {
    expect(await configChangesReachGateway.runWith(deployed(direct))).toMatchObject({
      status: 'fail',
      message: 'gateway mounts openclaw-config by subPath openclaw.json, which is never updated',
      location: { line: expect.any(Number) },
    });
  });

  it('has no location for a workload that was read from a cluster', async () => {
    const sources = deployed(direct);
    const [workload] = sources.manifests.workloads.filter(({ object }) => object.name === 'openclaw');
    const gatewayWorkload = workload && { ...workload, object: { ...workload.object, live: true } };
    const outcome = await configChangesReachGateway.runWith({ ...sources, gatewayWorkload });
    expect(outcome.status).toBe('fail');
    expect(outcome).not.toHaveProperty('location');
  });

  const COPIED = `apiVersion: apps/v1
kind: Deployment
metadata: { name: openclaw, namespace: openclaw }
spec:
  template:
    metadata: { annotations: {} }
    spec:
      initContainers: [{ name: copy, image: busybox, volumeMounts: [{ name: source, mountPath: /from }] }]
      containers: [{ name: gateway, image: openclaw:2026.9.3, volumeMounts: [{ name: data, mountPath: /data }] }]
      volumes: [{ name: source, configMap: { name: openclaw-config } }, { name: data, emptyDir: {} }]
`;

  it.each([
    ['a note', '{}', { status: 'warn', severity: 'note' }],
    ['a pass where a checksum restarts the pod', '{ checksum/config: abc }', { status: 'pass' }],
  ])('has %s for a ConfigMap that an init container copies', async (_, annotations, expected) => {
    const changed = COPIED.replace('annotations: {}', `annotations: ${annotations}`);
    const outcome = await configChangesReachGateway.runWith(deployed({ 'deployment.yaml': () => changed }));
    expect(outcome).toMatchObject(expected);
  });

  it.each([
    ['an init container copies', COPIED, 'only init containers mount openclaw-config: '],
    [
      'is mounted by subPath',
      undefined,
      'gateway mounts openclaw-config by subPath openclaw.json, which is never updated: ',
    ],
  ])(
    'says that the gateway runs with an older text of a ConfigMap that %s',
    async (_, deployment, begins) => {
      const { manifests, ...sources } = deployed(
        deployment ? { 'deployment.yaml': () => deployment } : direct,
      );
      const live = manifests.objects.map((object) => ({ ...object, live: true }));
      const find: typeof manifests.find = (kind, ref) => {
        const found = manifests.find(kind, ref);
        return found && live.find(({ kind: of, name }) => of === found.kind && name === found.name);
      };
      const gateway = gatewayOf({ config: { path: '/data/openclaw.json', hash: 'f'.repeat(64) } });
      const outcome = await configChangesReachGateway.runWith({
        ...sources,
        manifests: { ...manifests, find },
        gateway,
      });
      expect(outcome).toMatchObject({
        status: 'fail',
        message: `${begins}the gateway runs with a text that the ConfigMap no longer has`,
      });
    },
  );

  it('fails on an immutable ConfigMap, with its line', async () => {
    const outcome = await configChangesReachGateway.runWith(
      deployed({ 'configmap-openclaw.yaml': (text) => text.replace('\ndata:', '\nimmutable: true\ndata:') }),
    );
    expect(outcome).toMatchObject({ status: 'fail', message: 'ConfigMap openclaw-config is immutable' });
    expect(outcome.location?.line).toBeGreaterThan(1);
  });

  it.each<[string, (text: string) => string]>([
    ['--to FILE', (text) => text],
    ['--to=FILE', (text) => text.replaceAll('--to, ', '--to=')],
    [
      'its flags in command',
      (text) => text.replace('args: [sync, --from', 'command: [throughline, sync, --from'),
    ],
  ])('fails where the sidecar copies to a read-only mount, by %s', async (_, written) => {
    const readOnly: Changes = {
      'deployment.yaml': (text) => {
        const at = text.lastIndexOf('mountPath: /var/lib/openclaw\n');
        const end = at + 'mountPath: /var/lib/openclaw\n'.length;
        return written(`${text.slice(0, end)}              readOnly: true\n${text.slice(end)}`);
      },
    };
    expect(await configChangesReachGateway.runWith(deployed(readOnly))).toMatchObject({
      status: 'fail',
      message: expect.stringContaining('config-manager copies to /var/lib/openclaw/openclaw.json'),
    });
  });
});
