import { defineCheck } from '../../engine/define-check.ts';
import { type Evidence, fail, judged, pass, skip, unknown } from '../../engine/outcome.ts';
import { locationOf, sourceOf } from '../../evidence/manifest-location.ts';
import { monitoredEndpoints } from '../../evidence/scrape/monitored.ts';
import { serviceTargets } from '../../evidence/scrape/targets.ts';
import { type Selecting, selectingServers } from '../../evidence/scrape/servers.ts';
import { carriersOf, carriersText, unreadObjects } from '../../evidence/unread-objects.ts';
import { unlessNotApplied } from '../../outcomes/unless-not-applied.ts';
import { besideOthers, unlessScrapeWorks } from '../../outcomes/unless-scrape-works.ts';

/** A Prometheus takes the monitor. */
export const receiverScrapeMonitorSelected = defineCheck({
  id: 'TL521',
  link: 'receiver',
  title: 'Prometheus takes the monitor',
  proves: 'the selectors of a Prometheus object match the labels and the namespace of the monitor',
  explain:
    'The Operator hands a monitor only to a Prometheus whose serviceMonitorSelector (or podMonitorSelector) matches its ' +
    'labels and whose serviceMonitorNamespaceSelector matches the labels of its namespace. An absent selector matches no ' +
    'monitor, an empty one ({}) each; an absent namespace selector means the namespace of Prometheus. The chart ' +
    'kube-prometheus-stack asks for the label release with the name of the release.',
  severity: 'error',
  modes: [86],
  needs: [monitoredEndpoints, selectingServers, 'manifests', unreadObjects],
  uses: [serviceTargets],
  run: ({
    monitoredEndpoints: all,
    selectingServers: servers,
    manifests,
    unreadObjects: unread,
    serviceTargets: targets,
  }) => {
    const monitors = [...new Set(all.map(({ monitor }) => monitor))];
    if (monitors.length === 0) return skip('no ServiceMonitor or PodMonitor is meant for the service');
    const carrier = carriersText(carriersOf(undefined, unread, manifests));
    const isTaken = servers.some(({ answer }) => answer === 'yes');
    const evidence: Evidence[] = [];
    for (const monitor of monitors) {
      const { kind, name } = monitor.object;
      const title = `${kind} ${manifests.namespaceOf(monitor.object)}/${name}`;
      const own = servers.filter((each) => each.monitor === monitor);
      if (own.length === 0) {
        const hint = carrier === undefined ? '' : `; ${carrier} may hold it: render it first`;
        return unknown(`the manifests hold no Prometheus object that could take ${title}${hint}`);
      }
      const taking = own.find(({ answer }) => answer === 'yes');
      if (taking) {
        evidence.push({ source: sourceOf(taking.object, ['spec']), saw: `${nameIn(taking)} takes ${title}` });
        continue;
      }
      const open = own.find(({ answer }) => answer === 'unknown');
      if (open)
        return unknown(`whether ${nameIn(open)} takes ${title} is not known: ${open.why}`, [
          { source: sourceOf(open.object, ['spec']), saw: open.why },
        ]);
      const others = carrier === undefined ? '' : `; ${carrier} may hold another Prometheus`;
      const [first] = own;
      const outcome = fail(
        `no Prometheus takes ${title}: ${own.map((each) => `${nameIn(each)}: ${each.why}`).join('; ')}`,
        own.map(({ object, why }) => ({ source: sourceOf(object, ['spec']), saw: why })),
        {
          ...locationOf(monitor.object, ['metadata', 'labels']),
          affects: ['every scrape of the service: the monitor is not used'],
          fix: { kind: 'manual', text: first?.fix ?? 'widen the selectors of the Prometheus object' },
        },
      );
      const pool = all.find((each) => each.monitor === monitor)?.pool ?? '';
      return others === ''
        ? unlessScrapeWorks(besideOthers(unlessNotApplied(outcome, manifests), isTaken), pool, targets)
        : unknown(`${outcome.message}${others}`, outcome.evidence);
    }
    const seen = judged(evidence);
    return seen
      ? pass(seen[0].saw, seen)
      : unknown('the manifests do not show which Prometheus takes the monitor');
  },
});

function nameIn({ object }: Selecting): string {
  return `${object.kind} ${object.name}`;
}
