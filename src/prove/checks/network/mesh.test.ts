import { describe, expect, it } from 'vitest';
import { type Changes, deployed } from '../../../../test/support/deployed.ts';
import { networkMesh } from './mesh.ts';

const peers = (spec: string, namespace = 'monitoring'): Changes => ({
  'peers.yaml': () => `apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: default, namespace: ${namespace} }
spec: ${spec}
`,
});

const namespaces = (gateway: string): Changes => ({
  'namespace.yaml': () => `apiVersion: v1
kind: List
items:
  - { apiVersion: v1, kind: Namespace, metadata: { name: openclaw, labels: { ${gateway} } } }
  - { apiVersion: v1, kind: Namespace, metadata: { name: monitoring, labels: { istio-injection: enabled } } }
`,
});

const STRICT = '{ mtls: { mode: STRICT } }';

describe('network/mesh', () => {
  it.each<[string, Changes]>([
    ['a mesh that takes plain text', peers('{ mtls: { mode: PERMISSIVE } }')],
    ['both ends in the mesh', { ...peers(STRICT), ...namespaces('istio-injection: enabled') }],
    ['ambient mode at both ends', { ...peers(STRICT), ...namespaces('istio.io/dataplane-mode: ambient') }],
    [
      'a port that is exempt',
      {
        ...peers(
          '{ selector: { matchLabels: { prometheus: k8s } }, mtls: { mode: STRICT }, portLevelMtls: { 9090: { mode: DISABLE } } }',
        ),
        ...namespaces(''),
      },
    ],
    ['STRICT in another namespace', { ...peers(STRICT, 'shop'), ...namespaces('') }],
  ])('passes on %s', async (_, changes) => {
    expect((await networkMesh.runWith(deployed(changes))).status).toBe('pass');
  });

  it('is skipped where there is no mesh', async () => {
    expect((await networkMesh.runWith(deployed())).status).toBe('skip');
  });

  it('is unknown where a PeerAuthentication is there, and the pods of the receiver are not', async () => {
    const sources = deployed(peers(STRICT));
    const outcome = await networkMesh.runWith({ ...sources, receiverWorkloads: [] });
    expect(outcome).toMatchObject({
      status: 'unknown',
      message: expect.stringContaining('pods of the receiver'),
    });
  });

  it.each([
    ['its namespace', 'monitoring'],
    ['the whole mesh', 'istio-system'],
  ])('fails where %s is STRICT and the gateway has no sidecar', async (_, namespace) => {
    const outcome = await networkMesh.runWith(deployed({ ...peers(STRICT, namespace), ...namespaces('') }));
    expect(outcome).toMatchObject({ status: 'fail', location: { line: 4 } });
    expect(outcome.fix?.text).toContain('sidecar.istio.io/inject: "true"');
  });

  it('is unknown where the namespaces are not among the manifests', async () => {
    expect((await networkMesh.runWith(deployed(peers(STRICT)))).status).toBe('unknown');
  });

  it.each<[string, string, string, 'pass' | 'unknown']>([
    [
      'an AuthorizationPolicy for the receiver',
      'security.istio.io/v1 AuthorizationPolicy monitoring',
      '{ rules: [] }',
      'unknown',
    ],
    [
      'an AuthorizationPolicy of the whole mesh',
      'security.istio.io/v1 AuthorizationPolicy istio-system',
      '{}',
      'unknown',
    ],
    [
      'an AuthorizationPolicy for other pods',
      'security.istio.io/v1 AuthorizationPolicy monitoring',
      '{ selector: { matchLabels: { app: grafana } } }',
      'pass',
    ],
    [
      'an AuthorizationPolicy of another namespace',
      'security.istio.io/v1 AuthorizationPolicy shop',
      '{}',
      'pass',
    ],
    ['a Sidecar of the gateway', 'networking.istio.io/v1 Sidecar openclaw', '{ egress: [] }', 'unknown'],
    [
      'a Sidecar of the receiver, which limits what leaves it',
      'networking.istio.io/v1 Sidecar monitoring',
      '{}',
      'pass',
    ],
    ['a VirtualService', 'networking.istio.io/v1 VirtualService monitoring', '{}', 'pass'],
  ])('judges %s', async (_, object, spec, status) => {
    const [apiVersion, kind, namespace] = object.split(' ');
    const other = `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: other, namespace: ${namespace} }\nspec: ${spec}\n`;
    const changes = { ...namespaces('istio-injection: enabled'), 'other.yaml': () => other };
    expect(await networkMesh.runWith(deployed(changes))).toMatchObject(
      status === 'pass'
        ? { status }
        : { status, message: expect.stringContaining(`${kind} other is not read`) },
    );
  });

  it('is skipped beside an AuthorizationPolicy where the receiver is not in the mesh', async () => {
    const other =
      'apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: { name: other, namespace: monitoring }\nspec: {}\n';
    const plain = (): string => 'apiVersion: v1\nkind: Namespace\nmetadata: { name: monitoring }\n';
    const changes = { 'plain.yaml': plain, 'other.yaml': () => other };
    expect((await networkMesh.runWith(deployed(changes))).status).toBe('skip');
  });
});
