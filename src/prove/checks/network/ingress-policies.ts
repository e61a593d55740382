import { defineCheck } from '../../engine/define-check.ts';
import { pass, unknown } from '../../engine/outcome.ts';
import { askPolicies, receiverQuestion } from '../../outcomes/policies.ts';
import { endsOf } from '../../evidence/connection-ends.ts';
import { unlessItWorks } from '../../outcomes/unless-it-works.ts';

/** The receiver's ingress policies let the gateway in. */
export const networkIngressPolicies = defineCheck({
  id: 'TL404',
  link: 'network',
  title: 'Ingress policies allow the push',
  proves:
    "a rule of the receiver's ingress policies allows the gateway's pod in, or no policy selects the receiver",
  explain:
    'A connection needs both: egress at its source and ingress at its destination. Operators bring policies that ' +
    'select Prometheus and let in only what they know, so the gateway needs a rule of its own there: a ' +
    "namespaceSelector for the gateway's namespace beside a podSelector, in one peer, and the receiver's port. " +
    'Policies add up: a second policy with that rule does as well.',
  severity: 'error',
  modes: [25],
  needs: ['manifests'],
  uses: ['config', 'gateway'],
  run: async (sources) => {
    const ends = await endsOf(sources);
    if ('status' in ends) return ends;
    const { receiver } = ends;
    const { manifests } = sources;
    const { services, policies } = manifests.cluster;
    if (receiver.kind === 'loopback') return pass('the push stays in the pod: no policy stands before it');
    if (receiver.kind === 'service') {
      const { namespace, name } = receiver.ref;
      const known =
        services.some((service) => service.namespace === namespace && service.name === name) ||
        policies.some((policy) => policy.namespace === namespace);
      if (!known) {
        return unknown(
          `the manifests hold nothing of namespace ${namespace}: give its folder as well by --manifests`,
        );
      }
    }
    const question = receiverQuestion('ingress', { ...ends, receiver });
    return unlessItWorks(askPolicies(question, sources), sources.gateway);
  },
});
