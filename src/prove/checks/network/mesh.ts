import { defineCheck } from '../../engine/define-check.ts';
import {
  type Evidence,
  fail,
  type Judged,
  judged,
  type Outcome,
  pass,
  skip,
  unknown,
} from '../../engine/outcome.ts';
import { connectionEnds } from '../../evidence/connection-ends.ts';
import { type Exporter, exporter } from '../../evidence/exporter.ts';
import { gatewayWorkload } from '../../evidence/gateway-workload.ts';
import { gapOf, locationOf, sourceOf } from '../../evidence/manifest-location.ts';
import { inMesh, type MutualTls, mutualTls } from '../../evidence/mesh.ts';
import type { Receiver } from '../../evidence/receiver-address.ts';
import { type ReceiverWorkload, receiverWorkloads } from '../../evidence/receiver-workloads.ts';
import { unreadObjects } from '../../evidence/unread-objects.ts';
import { nameOf } from '../../network/index.ts';
import { unlessPushesWork } from '../../outcomes/unless-pushes-work.ts';
import type { ManifestObject, ManifestSet, Workload } from '../../sources/index.ts';

/** A service mesh with mutual TLS accepts the gateway. */
export const networkMesh = defineCheck({
  id: 'TL412',
  link: 'network',
  title: 'Mesh accepts the gateway',
  proves: 'no PeerAuthentication requires mutual TLS that the pod of the gateway cannot speak',
  explain:
    "Where a PeerAuthentication is STRICT, the receiver's proxy closes every connection that does not use the mesh's " +
    "mutual TLS: the gateway sees ECONNRESET. A gateway without the mesh's sidecar cannot speak it. Let the mesh " +
    'inject one, or make the port PERMISSIVE. Other policies of a mesh, such as an AuthorizationPolicy for the receiver, ' +
    'are not read: they make the result unknown.',
  severity: 'error',
  modes: [28],
  onlyPushed: true,
  needs: [connectionEnds, gatewayWorkload, unreadObjects, 'manifests'],
  uses: [receiverWorkloads, exporter],
  run: ({
    connectionEnds: { receiver },
    gatewayWorkload: gateway,
    unreadObjects: unread,
    manifests,
    receiverWorkloads: receivers = [],
    exporter,
  }) => {
    const outcome = judgeMesh(receiver, gateway, receivers, manifests, exporter);
    if (outcome.status !== 'pass' && outcome.status !== 'skip') return outcome;
    const receiving = receivers.map(({ workload }) => workload);
    const open = unread.find(
      ({ object, role, appliesTo }) =>
        role === 'mesh' &&
        (object.kind === 'Sidecar' ? [gateway] : receiving).some(
          (end) => appliesTo(end.pod) && (!isOfIstio(object) || inMesh(end, manifests) !== 'no'),
        ),
    );
    if (!open) return outcome;
    return unknown(`${open.text}: whether the mesh lets the push through is not known`, [
      ...outcome.evidence,
      { source: sourceOf(open.object), saw: open.text },
    ]);
  },
});

function isOfIstio({ apiVersion }: ManifestObject): boolean {
  return (apiVersion.split('/')[0] ?? '').endsWith('istio.io');
}

function judgeMesh(
  receiver: Receiver,
  gateway: Workload,
  receivers: readonly ReceiverWorkload[],
  manifests: ManifestSet,
  exporter: Exporter | undefined,
): Outcome<28> {
  const gap = gapOf(manifests, 'PeerAuthentication') ?? gapOf(manifests, 'AuthorizationPolicy');
  if (gap) return unknown(gap);
  const isAsked = manifests.objects.some(({ kind }) => kind === 'PeerAuthentication');
  if (!isAsked && !receivers.some(({ workload }) => inMesh(workload, manifests) === 'yes')) {
    return skip('no PeerAuthentication requires mutual TLS');
  }
  if (receiver.kind !== 'service') return skip('the endpoint names no Service of the mesh');
  const applied = receivers.flatMap(({ workload, port }) =>
    port === undefined ? [] : [{ workload, port, rule: mutualTls(workload, port, manifests) }],
  );
  const seen = judged(applied.map(({ workload, rule }) => ruleEvidence(workload, rule)));
  if (!seen)
    return unknown('the manifests do not show the pods of the receiver, so not what the mesh requires');
  const [strict] = applied.flatMap(({ workload, port, rule }) =>
    rule?.mode === 'STRICT' ? [{ workload, port, rule }] : [],
  );
  if (!strict) return pass('the receiver accepts plain text', seen);
  const evidence: Judged = [
    ruleEvidence(strict.workload, strict.rule),
    { source: sourceOf(gateway.object), saw: `containers ${gateway.containers.join(', ')}` },
  ];
  const [there, here] = [inMesh(strict.workload, manifests), inMesh(gateway, manifests)];
  if (there === 'no') return pass('the receiver has no proxy, so mutual TLS is not required', evidence);
  if (here === 'yes') return pass('both ends are in the mesh', evidence);
  if (here === 'unknown' || there === 'unknown') {
    return unknown(
      'mutual TLS is STRICT; whether both ends have a sidecar is not known: give their namespaces by --manifests, or --kubeconfig FILE',
      evidence,
    );
  }
  const outcome = fail(
    `the receiver accepts only the mesh's mutual TLS, and the gateway's pod has no sidecar`,
    evidence,
    {
      ...locationOf(strict.rule.by, ['spec', 'mtls']),
      affects: ['every push'],
      fix: {
        kind: 'manual',
        text: `label the gateway's pod template sidecar.istio.io/inject: "true", or make port ${strict.port} PERMISSIVE in PeerAuthentication ${strict.rule.by.name}`,
      },
    },
  );
  return unlessPushesWork(outcome, exporter);
}

/** The PeerAuthentication that applies to a workload. */
function ruleEvidence({ pod, object }: Workload, rule: MutualTls | undefined): Evidence {
  if (!rule) return { source: sourceOf(object), saw: `no PeerAuthentication applies to ${nameOf(pod)}` };
  return {
    source: sourceOf(rule.by, ['spec', 'mtls']),
    saw: `PeerAuthentication ${rule.by.name}: ${rule.mode} for ${nameOf(pod)}`,
  };
}
