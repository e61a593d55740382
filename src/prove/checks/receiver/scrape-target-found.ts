import { defineCheck } from '../../engine/define-check.ts';
import { type Evidence, fail, judged, type Outcome, pass, skip, unknown } from '../../engine/outcome.ts';
import { locationOf, sourceOf } from '../../evidence/manifest-location.ts';
import { type MonitoredEndpoint, monitoredEndpoints } from '../../evidence/scrape/monitored.ts';
import { serviceTargets } from '../../evidence/scrape/targets.ts';
import { nameOf } from '../../network/index.ts';
import { unlessNotApplied } from '../../outcomes/unless-not-applied.ts';
import { besideOthers, unlessScrapeWorks } from '../../outcomes/unless-scrape-works.ts';

/** A monitor leads to the service's pods. */
export const receiverScrapeTargetFound = defineCheck({
  id: 'TL520',
  link: 'receiver',
  title: 'The monitor finds its target',
  proves:
    "the selector of a ServiceMonitor or PodMonitor matches the service's Service or pods, in their namespace, and the " +
    'port that it names exists',
  explain:
    'A ServiceMonitor selects Services by their labels (not by their selector, and not by the labels of the pods), in its ' +
    'own namespace unless namespaceSelector says otherwise, and names a port of the Service by its name. A PodMonitor ' +
    'selects pods, and names a port of a container. Where one of these differs there is no target, and neither the ' +
    'Operator nor Prometheus reports an error.',
  severity: 'error',
  modes: [85],
  needs: [monitoredEndpoints, 'manifests'],
  uses: [serviceTargets],
  run: ({ monitoredEndpoints: all, manifests, serviceTargets: targets }) => {
    const [first] = all;
    if (!first) return skip('no ServiceMonitor or PodMonitor is meant for the service');
    const found = all.filter(({ isSelected, ports }) => isSelected && ports.length > 0);
    const seen = judged(
      found.map(({ source, name, ports }) => ({ source, saw: `${name} leads to port ${ports.join(', ')}` })),
    );
    const faults = all.filter((each) => !found.includes(each));
    const [fault] = faults;
    if (fault) {
      const outcome = besideOthers(unlessNotApplied(faultOf(fault, seen ?? []), manifests), found.length > 0);
      return unlessScrapeWorks(outcome, fault.pool, targets);
    }
    return pass(
      `${first.name} leads to port ${[...new Set(found.flatMap(({ ports }) => ports))].join(', ')} of ${nameOf(first.pod)}`,
      seen ?? [{ source: first.source, saw: first.name }],
    );
  },
});

function faultOf(fault: MonitoredEndpoint, others: readonly Evidence[]): Outcome<never> {
  const { name, source, monitor, services, pod, isSelected, problem, endpoint } = fault;
  const wanted = wantedText(fault);
  const evidence: Evidence[] = [
    { source, saw: `${name} selects ${wanted}` },
    ...(monitor.selects === 'Service'
      ? services.map(({ object, service }) => ({
          source: sourceOf(object),
          saw: `Service ${nameOf(service)} has the labels ${labelsText(object.labels)}`,
        }))
      : [{ source: `pod ${nameOf(pod)}`, saw: `has the labels ${labelsText(pod.labels)}` }]),
    ...others,
  ];
  const affects = ['every scrape of the service: it has no target'];
  if (isSelected) {
    return fail(`${name} finds no port: ${problem ?? 'its target has none'}`, evidence, {
      ...locationOf(monitor.object, [...endpoint.at, endpoint.port === undefined ? 'targetPort' : 'port']),
      affects,
      fix: {
        kind: 'manual',
        text:
          monitor.selects === 'Service'
            ? 'name a port of the Service by its name in the monitor, or give the port of the Service this name'
            : 'name a port of the container by its name in the monitor, or declare it in the pod template',
      },
    });
  }
  // What the manifests do not hold may be what the monitor selects.
  if (monitor.selects === 'Service' && services.length === 0) {
    return unknown(
      `${name} selects ${wanted}, and the manifests hold no Service that leads to ${nameOf(pod)}: give it by --manifests`,
      evidence,
    );
  }
  const target =
    monitor.selects === 'Service'
      ? `Service ${services.map(({ service }) => nameOf(service)).join(', ')}`
      : `pod ${nameOf(pod)}`;
  return fail(`${name} does not select ${target}: it selects ${wanted}`, evidence, {
    ...locationOf(monitor.object, ['spec', 'selector']),
    affects,
    fix: {
      kind: 'manual',
      text: `give the monitor a selector that matches the labels of ${target}, and its namespace in namespaceSelector`,
    },
  });
}

function wantedText({ monitor }: MonitoredEndpoint): string {
  const { matchLabels = {}, matchExpressions = [] } = monitor.selector;
  const parts = [
    ...Object.entries(matchLabels).map(([key, value]) => `${key}=${value}`),
    ...matchExpressions.map(({ key, operator, values = [] }) =>
      `${key} ${operator} ${values.join(',')}`.trim(),
    ),
  ];
  const where =
    monitor.namespaces === 'all'
      ? 'in all namespaces'
      : monitor.namespaces === 'own'
        ? 'in its own namespace'
        : `in namespace ${monitor.namespaces.join(', ')}`;
  return `${monitor.selects}s with ${parts.join(', ') || 'any labels'} ${where}`;
}

function labelsText(labels: Readonly<Record<string, string>>): string {
  return (
    Object.entries(labels)
      .map(([key, value]) => `${key}=${value}`)
      .join(', ') || 'none'
  );
}
