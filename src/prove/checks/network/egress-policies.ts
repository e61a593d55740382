import { nameOf, type Pod } from '../../network/index.ts';
import type { ManifestSet } from '../../sources/index.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { type Evidence, pass } from '../../engine/outcome.ts';
import { judge, policyEvidence } from '../../evidence/policies.ts';
import { askPolicies, receiverQuestion } from '../../outcomes/policies.ts';
import { endsOf } from '../../evidence/connection-ends.ts';
import { unlessItWorks } from '../../outcomes/unless-it-works.ts';
import { reach } from '../../evidence/push-route.ts';

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
    'Service. A namespaceSelector and a podSelector of one peer must both match; a podSelector alone stays in the ' +
    "policy's own namespace. The fix is the rule that is missing.",
  severity: 'error',
  modes: [24],
  needs: ['manifests'],
  uses: ['config', 'gateway'],
  run: async (sources) => {
    const ends = await endsOf(sources);
    if ('status' in ends) return ends;
    const { receiver, gateway } = ends;
    if (receiver.kind === 'loopback') return pass('the push stays in the pod: no policy stands before it');
    const { manifests } = sources;
    const outcome = askPolicies(receiverQuestion('egress', { ...ends, receiver }), sources);
    const evidence = [...outcome.evidence, ...grafanaEvidence(manifests, gateway)];
    return unlessItWorks({ ...outcome, evidence }, sources.gateway);
  },
});

/** The gateway's dashboards are asked for at Grafana: told beside it where the manifests hold one. */
function grafanaEvidence(manifests: ManifestSet, from: Pod): Evidence[] {
  const { cluster } = manifests;
  return cluster.services
    .filter(({ name, ports }) => name === 'grafana' && ports.some(({ port }) => port === GRAFANA_PORT))
    .flatMap((service) => {
      const { destinations } = reach({ service }, GRAFANA_PORT, 'TCP', cluster);
      const judgement = judge('egress', from, destinations, 'TCP', cluster);
      return policyEvidence(manifests, 'egress', { ...judgement, invalid: [] }).map(({ source, saw }) => ({
        source,
        saw: `${nameOf(service)}:${GRAFANA_PORT}: ${saw}`,
      }));
    });
}
