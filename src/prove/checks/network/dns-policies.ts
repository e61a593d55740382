import { isIP } from 'node:net';
import { CLUSTER_DNS, type Direction, type Protocol, withClusterDns } from '../../network/index.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { type Outcome, pass } from '../../engine/outcome.ts';
import { askPolicies } from '../../outcomes/policies.ts';
import { endsOf } from '../../evidence/connection-ends.ts';
import { unlessItWorks } from '../../outcomes/unless-it-works.ts';

const DNS_PORT = 53;

/** The policies let the gateway ask the cluster's name server. */
export const networkDnsPolicies = defineCheck({
  id: 'TL405',
  link: 'network',
  title: 'Policies allow DNS',
  proves: "the gateway's pod may reach the cluster's name server on port 53, by UDP and TCP",
  explain:
    "The first egress policy that selects the gateway's pod also cuts it off from the name server, and every push " +
    'fails with EAI_AGAIN or ENOTFOUND. A rule has to allow port 53 by UDP, and by TCP for answers that are cut, to ' +
    'the pods labelled k8s-app: kube-dns in kube-system. A name server in another namespace, or one on each node ' +
    '(NodeLocal DNSCache), needs a rule of its own.',
  severity: 'error',
  modes: [26],
  needs: ['manifests'],
  uses: ['config', 'gateway'],
  run: async (sources) => {
    const ends = await endsOf(sources);
    if ('status' in ends) return ends;
    const { receiver, gateway } = ends;
    if (receiver.kind === 'loopback') return pass('the push stays in the pod: no name server is asked');
    if (receiver.kind === 'host' && isIP(receiver.host)) {
      return pass(`the endpoint is an address, ${receiver.host}: no name server is asked`);
    }
    const { manifests } = sources;
    const cluster = withClusterDns(manifests.cluster);
    const ask = (direction: Direction, protocol: Protocol): Outcome =>
      askPolicies(
        {
          direction,
          protocol,
          from: gateway,
          target: { service: CLUSTER_DNS },
          name: "the cluster's name server",
          port: DNS_PORT,
          opens: protocol === 'UDP' ? ['UDP', 'TCP'] : ['TCP'],
        },
        sources,
        cluster,
      );
    const udp = [ask('egress', 'UDP'), ask('ingress', 'UDP')];
    const tcp = [ask('egress', 'TCP'), ask('ingress', 'TCP')];
    return unlessItWorks(worst(udp) ?? tolerated(worst(tcp)) ?? allowed([...udp, ...tcp]), sources.gateway);
  },
});

/** The outcome that stands for all, where not all pass. */
function worst(outcomes: readonly Outcome[]): Outcome | undefined {
  const order = ['fail', 'unknown', 'warn'] as const;
  return order.flatMap((status) => outcomes.find((outcome) => outcome.status === status) ?? [])[0];
}

/** TCP is asked only where an answer is too long for UDP, which the name of a Service never is. */
function tolerated(outcome: Outcome | undefined): Outcome | undefined {
  return outcome?.status === 'fail' ? { ...outcome, status: 'warn', severity: 'note', affects: [] } : outcome;
}

function allowed(outcomes: readonly Outcome[]): Outcome {
  const evidence = outcomes.flatMap((outcome) => outcome.evidence);
  const unique = evidence.filter(({ saw }, i) => evidence.findIndex((other) => other.saw === saw) === i);
  return pass(`the cluster's name server may be asked, port ${DNS_PORT} by UDP and TCP`, unique);
}
