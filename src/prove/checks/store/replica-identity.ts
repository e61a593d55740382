import { selectorMatches } from '../../network/index.ts';
import { type ManifestSet, runsToCompletion, type Workload } from '../../sources/index.ts';
import { arrival } from '../../evidence/arrival/evidence.ts';
import { NONE_STORED, storedIn } from '../../evidence/arrival/stored-metrics.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { fail, pass, unknown, warn } from '../../engine/outcome.ts';
import { sourceOf } from '../../evidence/manifest-location.ts';
import { gatewayWorkload } from '../../evidence/gateway-workload.ts';

/** Each gateway writes separate series. */
export const storeReplicaIdentity = defineCheck({
  id: 'TL605',
  link: 'store',
  title: 'Replicas write separate series',
  proves: 'there are as many values of instance among the stored series as there are pods of the gateway',
  explain:
    'Two gateways without separate values of service.instance.id write the same series. Samples out of order and ' +
    'duplicates are rejected with the whole batch, and the stored value jumps between two counters, so that increase() ' +
    'shows many times the real value. Every push may be answered with 200 all the same.',
  severity: 'error',
  modes: [48],
  needs: [arrival, gatewayWorkload, 'manifests', 'backend'],
  dependsOn: ['TL501'],
  run: ({ arrival, gatewayWorkload: workload, manifests, backend }) => {
    const pods = podsOf(workload, manifests);
    const { instances } = arrival;
    const evidence = [
      {
        source: sourceOf(workload.object),
        saw: `${pods} pods of ${workload.object.kind} ${workload.object.name}`,
      },
      {
        source: backend.url,
        saw:
          instances.length === 0
            ? 'no series has an instance'
            : `instance: ${instances.map(({ instance }) => instance).join(', ')}`,
      },
    ];
    if (storedIn(arrival).length === 0) return unknown(NONE_STORED, evidence);
    if (pods <= 1) return pass('one gateway', evidence);
    const fix = {
      kind: 'manual',
      text: "set service.instance.id to the pod's name: POD_NAME from metadata.name, or OTEL_RESOURCE_ATTRIBUTES=service.instance.id=$(POD_NAME)",
    } as const;
    if (instances.length === 0) {
      return fail(`${pods} gateways write the same series: none has an instance`, evidence, {
        affects: ['every counter: the stored value jumps between those of the gateways'],
        fix,
      });
    }
    if (instances.length < pods) {
      // An idle gateway sends no series, so fewer instances than pods prove nothing.
      return warn(
        `${pods} gateways, and ${instances.length} values of instance: the others are idle, or write the same series`,
        evidence,
        { severity: 'note', fix },
      );
    }
    return pass(`${pods} gateways, ${instances.length} instances`, evidence);
  },
});

/** The running pods where they are known, else the configured number of replicas. */
function podsOf(workload: Workload, { running }: ManifestSet): number {
  const real = running.filter(
    ({ object, pod }) =>
      object.kind === 'Pod' &&
      !runsToCompletion(object) &&
      pod.namespace === workload.pod.namespace &&
      selectorMatches({ matchLabels: workload.pod.labels }, pod.labels) === 'yes',
  );
  return real.length > 0 ? real.length : workload.replicas;
}
