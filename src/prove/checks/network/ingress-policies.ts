import { defineCheck } from '../../engine/define-check.ts';
import { unknown } from '../../engine/outcome.ts';
import { exporter } from '../../evidence/exporter.ts';
import { clusterPolicies } from '../../evidence/policies.ts';
import { sourceOf } from '../../evidence/manifest-location.ts';
import { pushRoute } from '../../evidence/push-route.ts';
import { carriersOf, carriersText, unreadObjects } from '../../evidence/unread-objects.ts';
import { policyOutcome, pushQuestion } from '../../outcomes/policies.ts';
import { unlessPushesWork } from '../../outcomes/unless-pushes-work.ts';

/** The receiver's ingress policies allow the gateway. */
export const networkIngressPolicies = defineCheck({
  id: 'TL404',
  link: 'network',
  title: 'Ingress policies allow the push',
  proves:
    "a rule of the receiver's ingress policies allows the gateway's pod, or no policy selects the receiver",
  explain:
    'A connection requires both egress at its source and ingress at its destination. Operators install policies that ' +
    'select Prometheus and allow only the clients that they know, so the gateway needs its own rule there: a ' +
    "namespaceSelector for the gateway's namespace with a podSelector, in one peer, and the receiver's port. " +
    'Policies are combined: a second policy with that rule works as well. Policies of Cilium and Calico are judged as ' +
    'well. Where the pods of the receiver are in no manifest, and an Application, HelmRelease or Kustomization may hold ' +
    'them, the result is unknown.',
  severity: 'error',
  modes: [25],
  onlyPushed: true,
  needs: [pushRoute, clusterPolicies, unreadObjects, 'manifests'],
  uses: ['config', exporter],
  run: ({
    pushRoute: route,
    clusterPolicies: policies,
    unreadObjects: unread,
    manifests,
    config,
    exporter,
  }) => {
    const { receiver } = route;
    const carriers = receiver.kind === 'service' ? carriersOf(receiver.ref.namespace, unread, manifests) : [];
    const carrier = carriersText(carriers);
    if (receiver.kind === 'service') {
      const { namespace, name } = receiver.ref;
      const known =
        manifests.cluster.services.some(
          (service) => service.namespace === namespace && service.name === name,
        ) || manifests.cluster.policies.some((policy) => policy.namespace === namespace);
      if (!known) {
        return unknown(
          `the manifests hold nothing of namespace ${namespace}: give its folder as well by --manifests${carrier === undefined ? '' : `; ${carrier} may hold it: render it first`}`,
        );
      }
    }
    const outcome = policyOutcome(pushQuestion('ingress', route), policies, { manifests, config });
    if (outcome.status === 'pass' && route.unresolved && carrier !== undefined) {
      return unknown(
        `${route.unresolved.problem}; ${carrier} may hold the pods and their policies, and is not read: render it, and give the result by --manifests`,
        [
          ...outcome.evidence,
          ...carriers.map(({ object, text }) => ({ source: sourceOf(object), saw: text })),
        ],
      );
    }
    return unlessPushesWork(outcome, exporter);
  },
});
