import { isIP } from 'node:net';
import { defineCheck } from '../../engine/define-check.ts';
import { judged, type Outcome, pass, skip, unknown } from '../../engine/outcome.ts';
import { connectionEnds } from '../../evidence/connection-ends.ts';
import { exporter } from '../../evidence/exporter.ts';
import { metricsUrl, urlEvidence } from '../../evidence/metrics-url.ts';
import { clusterPolicies } from '../../evidence/policies.ts';
import { reach } from '../../evidence/push-route.ts';
import { CLUSTER_DNS, type Direction, type Protocol, withClusterDns } from '../../network/index.ts';
import { policyOutcome } from '../../outcomes/policies.ts';
import { unlessPushesWork } from '../../outcomes/unless-pushes-work.ts';

const DNS_PORT = 53;

/** The policies allow the gateway to reach the cluster's name server. */
export const networkDnsPolicies = defineCheck({
  id: 'TL405',
  link: 'network',
  title: 'Policies allow DNS',
  proves: "the gateway's pod may reach the cluster's name server on port 53, by UDP and TCP",
  explain:
    "The first egress policy that selects the gateway's pod also blocks the name server, and every push " +
    'fails with EAI_AGAIN or ENOTFOUND. A rule has to allow port 53 by UDP, and by TCP for truncated responses, to ' +
    'the pods labelled k8s-app: kube-dns in kube-system. A name server in another namespace, or one on each node ' +
    '(NodeLocal DNSCache), needs a separate rule.',
  severity: 'error',
  modes: [26],
  onlyPushed: true,
  needs: [connectionEnds, metricsUrl, clusterPolicies, 'manifests'],
  uses: ['config', exporter],
  run: ({
    connectionEnds: { gateway, receiver },
    clusterPolicies: policies,
    manifests,
    config,
    exporter,
    metricsUrl: url,
  }) => {
    if (receiver.kind === 'loopback')
      return skip('the push stays in the pod: no name server is asked', [urlEvidence(url)]);
    if (receiver.kind === 'host' && isIP(receiver.host)) {
      return skip(`the endpoint is an address, ${receiver.host}: no name server is asked`, [
        urlEvidence(url),
      ]);
    }
    const cluster = withClusterDns(policies.cluster);
    const outcome = (direction: Direction, protocol: Protocol): Outcome<never> =>
      policyOutcome(
        {
          direction,
          protocol,
          from: gateway,
          reached: reach({ service: CLUSTER_DNS }, DNS_PORT, protocol, cluster),
          name: "the cluster's name server",
          port: DNS_PORT,
          opens: protocol === 'UDP' ? ['UDP', 'TCP'] : ['TCP'],
        },
        { ...policies, cluster },
        { manifests, config },
      );
    const udp = [outcome('egress', 'UDP'), outcome('ingress', 'UDP')];
    const tcp = [outcome('egress', 'TCP'), outcome('ingress', 'TCP')];
    return unlessPushesWork(worst(udp) ?? tolerated(worst(tcp)) ?? allowed([...udp, ...tcp]), exporter);
  },
});

/** The outcome that decides, where not all pass. */
function worst(outcomes: readonly Outcome<never>[]): Outcome<never> | undefined {
  const order = ['fail', 'unknown', 'warn'] as const;
  return order.flatMap((status) => outcomes.find((outcome) => outcome.status === status) ?? [])[0];
}

/** A resolver uses TCP only for a response that is too long for UDP, which that for a Service never is. */
function tolerated(outcome: Outcome<never> | undefined): Outcome<never> | undefined {
  return outcome?.status === 'fail' ? { ...outcome, status: 'warn', severity: 'note', affects: [] } : outcome;
}

function allowed(outcomes: readonly Outcome<never>[]): Outcome<never> {
  const evidence = outcomes.flatMap((outcome) => outcome.evidence);
  const unique = judged(
    evidence.filter(({ saw }, i) => evidence.findIndex((other) => other.saw === saw) === i),
  );
  const message = `the cluster's name server may be reached on ${DNS_PORT} by UDP and TCP`;
  return unique ? pass(message, unique) : unknown('the manifests do not show how the name server is reached');
}
