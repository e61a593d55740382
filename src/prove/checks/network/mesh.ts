import { nameOf, type Pod } from '../../network/index.ts';
import type { ManifestSet, Workload } from '../../sources/index.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { type Evidence, fail, pass, unknown } from '../../engine/outcome.ts';
import { gapOf, locationOf, sourceOf } from '../../evidence/manifest-location.ts';
import { inMesh, mutualTls } from '../../evidence/mesh.ts';
import { reach } from '../../evidence/push-route.ts';
import { endsOf, workloadOfGateway } from '../../evidence/connection-ends.ts';
import { unlessItWorks } from '../../outcomes/unless-it-works.ts';

/** A mesh that wants mutual TLS lets the gateway in. */
export const networkMesh = defineCheck({
  id: 'TL412',
  link: 'network',
  title: 'Mesh lets the gateway in',
  proves: 'no PeerAuthentication asks the gateway for mutual TLS that its pod cannot speak',
  explain:
    "Where a PeerAuthentication is STRICT, the proxy beside the receiver cuts every connection that is not the mesh's " +
    "own mutual TLS: the gateway sees ECONNRESET. A gateway without the mesh's sidecar cannot speak it. Let the mesh " +
    'inject one, or make the port PERMISSIVE.',
  severity: 'error',
  modes: [28],
  needs: ['manifests'],
  uses: ['config', 'gateway'],
  run: async (sources) => {
    const ends = await endsOf(sources);
    if ('status' in ends) return ends;
    const { receiver, port } = ends;
    const { manifests } = sources;
    const gap = gapOf(manifests, 'PeerAuthentication');
    if (gap) return unknown(gap);
    if (!manifests.objects.some(({ kind }) => kind === 'PeerAuthentication')) {
      return pass('no PeerAuthentication asks for mutual TLS');
    }
    if (receiver.kind !== 'service') return pass('the endpoint names no Service of the mesh');
    const gateway = await workloadOfGateway(sources);
    const { destinations } = reach({ service: receiver.ref }, port, 'TCP', manifests.cluster);
    const targets = destinations.flatMap((to) => {
      const workload = 'pod' in to ? workloadOf(to.pod, manifests) : undefined;
      return workload ? [{ workload, port: to.port }] : [];
    });
    const [strict] = targets.flatMap((target) => {
      const rule = mutualTls(target.workload, target.port, manifests);
      return rule?.mode === 'STRICT' ? [{ ...target, rule }] : [];
    });
    if (!strict || !gateway) return pass('the receiver takes plain text');
    const evidence: Evidence[] = [
      {
        source: sourceOf(strict.rule.by, ['spec', 'mtls']),
        saw: `PeerAuthentication ${strict.rule.by.name}: STRICT for ${nameOf(strict.workload.pod)}`,
      },
      { source: sourceOf(gateway.object), saw: `containers ${gateway.containers.join(', ')}` },
    ];
    const [there, here] = [inMesh(strict.workload, manifests), inMesh(gateway, manifests)];
    if (there === 'no') return pass('the receiver has no proxy, so nothing asks for mutual TLS', evidence);
    if (here === 'yes') return pass('both ends are in the mesh', evidence);
    if (here === 'unknown' || there === 'unknown') {
      return unknown(
        'mutual TLS is STRICT; whether both ends have a sidecar is not known: give their namespaces by --manifests, or --kubeconfig FILE',
        evidence,
      );
    }
    const outcome = fail(
      `the receiver takes mutual TLS of the mesh only, and the gateway's pod has no sidecar`,
      evidence,
      {
        ...locationOf(strict.rule.by, ['spec', 'mtls']),
        affects: ['every push'],
        fix: {
          kind: 'manual',
          text: `label the gateway's pod template sidecar.istio.io/inject: "true", or make port ${strict.port ?? port} PERMISSIVE in PeerAuthentication ${strict.rule.by.name}`,
        },
      },
    );
    return unlessItWorks(outcome, sources.gateway);
  },
});

function workloadOf(pod: Pod, { running }: ManifestSet): Workload | undefined {
  return running.find((workload) => workload.pod === pod);
}
