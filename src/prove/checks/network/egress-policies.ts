import { defineCheck } from '../../engine/define-check.ts';
import type { Evidence } from '../../engine/outcome.ts';
import { exporter } from '../../evidence/exporter.ts';
import { type ClusterPolicies, clusterPolicies, judge, policyEvidence } from '../../evidence/policies.ts';
import { pushRoute, reach } from '../../evidence/push-route.ts';
import { nameOf, type Pod } from '../../network/index.ts';
import { policyOutcome, pushQuestion } from '../../outcomes/policies.ts';
import { unlessPushesWork } from '../../outcomes/unless-pushes-work.ts';
import type { ManifestSet } from '../../sources/index.ts';

const GRAFANA_PORT = 3000;

/** The gateway's egress policies let it reach the receiver. */
export const networkEgressPolicies = defineCheck({
  id: 'TL403',
  link: 'network',
  title: 'Egress policies allow the push',
  proves:
    "a rule of the gateway's egress policies allows its pod to reach the receiver's, or no policy selects it",
  explain:
    "As soon as one NetworkPolicy with egress selects the gateway's pod, everything that no rule allows is dropped, and " +
    "a push ends in a time-out. Policies see the receiver's pod: its labels, and its own port, not the port of its " +
    'Service. A namespaceSelector and a podSelector of one peer must both match; a podSelector alone selects in the ' +
    "policy's own namespace only. The fix is the missing rule. Policies of Cilium and Calico are judged as well, with " +
    'their deny rules, orders and tiers; rules of layer 7, names of DNS and service accounts are not. A policy of ' +
    'another kind, or a custom resource that selects the pod, makes the result unknown.',
  severity: 'error',
  modes: [24],
  onlyPushed: true,
  needs: [pushRoute, clusterPolicies, 'manifests'],
  uses: ['config', exporter],
  run: ({ pushRoute: route, clusterPolicies: policies, manifests, config, exporter }) => {
    const outcome = policyOutcome(pushQuestion('egress', route), policies, { manifests, config });
    const evidence = [...outcome.evidence, ...grafanaEvidence(route.gateway, policies, manifests)];
    return unlessPushesWork({ ...outcome, evidence }, exporter);
  },
});

/** The gateway queries Grafana for its dashboards: shown as well where the manifests hold a Grafana. */
function grafanaEvidence(from: Pod, policies: ClusterPolicies, manifests: ManifestSet): Evidence[] {
  const { cluster } = policies;
  return cluster.services
    .filter(({ name, ports }) => name === 'grafana' && ports.some(({ port }) => port === GRAFANA_PORT))
    .flatMap((service) => {
      const { destinations } = reach({ service }, GRAFANA_PORT, 'TCP', cluster);
      const judgement = judge('egress', from, destinations, 'TCP', policies);
      return policyEvidence(manifests, 'egress', { ...judgement, invalid: [], unread: [] }).map(
        ({ source, saw }) => ({
          source,
          saw: `${nameOf(service)}:${GRAFANA_PORT}: ${saw}`,
        }),
      );
    });
}
