import { selectorMatches } from '../../network/index.ts';
import type { ManifestSet, Workload } from '../../sources/index.ts';
import { arrival } from '../../evidence/arrival/evidence.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { fail, pass, unknown, warn } from '../../engine/outcome.ts';
import { sourceOf } from '../../evidence/manifest-location.ts';
import { workloadOfGateway } from '../../evidence/connection-ends.ts';

/** Each gateway writes series of its own. */
export const storeReplicaIdentity = defineCheck({
  id: 'TL605',
  link: 'store',
  title: 'Replicas have series of their own',
  proves: 'there are as many values of instance among the stored series as there are pods of the gateway',
  explain:
    'Two gateways without a service.instance.id of their own write the same series: samples out of order and ' +
    'duplicates are refused with the whole batch, and what is stored jumps between two counters, so that increase() ' +
    'shows many times the truth. Every push may be answered 200 all the same.',
  severity: 'error',
  modes: [48],
  needs: [arrival, 'manifests', 'backend'],
  uses: ['config', 'gateway'],
  dependsOn: ['TL501'],
  run: async ({ arrival, manifests, backend, config, gateway }) => {
    const workload = await workloadOfGateway({ manifests, config, gateway });
    if (!workload) return unknown('the manifests hold no workload that runs the gateway');
    const pods = podsOf(workload, manifests);
    const { instances, metrics } = arrival;
    const stored = metrics.some(({ series }) => series > 0);
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
    if (!stored) return unknown('no series of the gateway is stored', evidence);
    if (pods <= 1) return pass('one gateway', evidence);
    const fix = {
      kind: 'manual',
      text: "set service.instance.id to the pod's name: POD_NAME from metadata.name, or OTEL_RESOURCE_ATTRIBUTES=service.instance.id=$(POD_NAME)",
    } as const;
    if (instances.length === 0) {
      return fail(`${pods} gateways write the same series: none has an instance`, evidence, {
        affects: ['every counter: what is stored jumps between those of each gateway'],
        fix,
      });
    }
    if (instances.length < pods) {
      // A gateway that has done no work sends no series, so that fewer instances than pods prove nothing.
      return warn(
        `${pods} gateways, and ${instances.length} values of instance: the others are idle, or write the same series`,
        evidence,
        { severity: 'note', fix },
      );
    }
    return pass(`${pods} gateways, ${instances.length} instances`, evidence);
  },
});

/** Those that run, where they are known, else those that are wished for. */
function podsOf(workload: Workload, { running }: ManifestSet): number {
  const real = running.filter(
    ({ object, pod }) =>
      object.kind === 'Pod' &&
      pod.namespace === workload.pod.namespace &&
      selectorMatches({ matchLabels: workload.pod.labels }, pod.labels) === 'yes',
  );
  return real.length > 0 ? real.length : workload.replicas;
}
