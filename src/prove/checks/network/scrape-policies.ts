import { defineCheck } from '../../engine/define-check.ts';
import { judged, type Outcome, pass, skip, unknown } from '../../engine/outcome.ts';
import { clusterPolicies } from '../../evidence/policies.ts';
import { monitoredEndpoints } from '../../evidence/scrape/monitored.ts';
import { serviceTargets } from '../../evidence/scrape/targets.ts';
import { selectingServers } from '../../evidence/scrape/servers.ts';
import { type Direction, nameOf, type Pod } from '../../network/index.ts';
import { policyOutcome } from '../../outcomes/policies.ts';
import { unlessScrapeWorks } from '../../outcomes/unless-scrape-works.ts';

/** The policies allow Prometheus to reach the scraped port. */
export const networkScrapePolicies = defineCheck({
  id: 'TL420',
  link: 'network',
  title: 'Policies allow the scrape',
  proves:
    "the egress policies of Prometheus and the ingress policies of the service's pod allow a connection to the scraped port",
  explain:
    'A scrape goes the other way than a push: Prometheus opens a connection to the pod. It needs egress at Prometheus and ' +
    'ingress at the gateway, to the port of the pod and not to that of its Service. A gateway whose ingress policy lets ' +
    'only its channels in refuses each scrape by silence, and the target is down with "context deadline exceeded".',
  severity: 'error',
  modes: [24, 25],
  needs: [monitoredEndpoints, selectingServers, clusterPolicies, 'manifests'],
  uses: ['config', serviceTargets],
  run: ({
    monitoredEndpoints: all,
    selectingServers: servers,
    clusterPolicies: policies,
    manifests,
    config,
    serviceTargets: targets,
  }) => {
    const scraped = all.filter(({ ports }) => ports.length > 0);
    if (scraped.length === 0) return skip('no monitor leads to a port of the service');
    const taking = servers.filter(({ answer }) => answer === 'yes');
    const outcomes: {
      readonly direction: Direction;
      readonly pool: string;
      readonly outcome: Outcome<never>;
    }[] = [];
    for (const { monitor, pod, ports, pool } of scraped) {
      for (const { object } of taking.filter((each) => each.monitor === monitor)) {
        const from = podOf(object, manifests.running);
        if (!from) continue;
        for (const port of ports) {
          for (const direction of ['egress', 'ingress'] as const)
            outcomes.push({
              direction,
              pool,
              outcome: policyOutcome(
                {
                  direction,
                  from,
                  reached: { destinations: [{ pod, port }], unresolved: undefined },
                  name: nameOf(pod),
                  port,
                  protocol: 'TCP',
                  opens: ['TCP'],
                },
                policies,
                { manifests, config },
              ),
            });
        }
      }
    }
    if (outcomes.length === 0)
      return unknown('the manifests do not show the pods of the Prometheus that scrapes');
    const worst = (['fail', 'unknown', 'warn'] as const)
      .map((status) => outcomes.find(({ outcome }) => outcome.status === status))
      .find((found) => found !== undefined);
    if (worst) {
      const { direction, outcome, pool } = worst;
      const judgedOutcome: Outcome<24 | 25> = {
        ...outcome,
        modes: [direction === 'egress' ? 24 : 25],
        ...(outcome.affects ? { affects: ['every scrape'] } : {}),
      };
      return unlessScrapeWorks(judgedOutcome, pool, targets);
    }
    const seen = judged(outcomes.flatMap(({ outcome }) => outcome.evidence));
    return seen
      ? pass(
          `Prometheus may reach ${scraped.map(({ pod, ports }) => `${nameOf(pod)}:${ports.join(', ')}`).join('; ')}`,
          seen,
        )
      : unknown('the manifests show no policy and no pod');
  },
});

function podOf(
  object: unknown,
  running: readonly { readonly object: unknown; readonly pod: Pod }[],
): Pod | undefined {
  return running.find((each) => each.object === object)?.pod;
}
