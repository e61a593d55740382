import { defineEvidence, known } from '../../engine/define-evidence.ts';
import { selectorMatches } from '../../network/index.ts';
import {
  type ManifestObject,
  type ManifestSet,
  type Monitor,
  monitorSelection,
} from '../../sources/index.ts';
import { monitoredEndpoints } from './monitored.ts';

/** Whether one Prometheus takes one monitor. */
export interface Selecting {
  readonly object: ManifestObject;
  readonly monitor: Monitor;
  readonly answer: 'yes' | 'no' | 'unknown';
  /** Why it does not, or why that is not known; empty for `yes`. */
  readonly why: string;
  readonly fix: string;
}

/** Each Prometheus object of the manifests with each monitor that is meant for the service. */
export const selectingServers = defineEvidence({
  name: 'selectingServers',
  needs: [monitoredEndpoints, 'manifests'],
  answer: ({ monitoredEndpoints: all, manifests }) => {
    const monitors = [...new Set(all.map(({ monitor }) => monitor))];
    return known<readonly Selecting[]>(
      monitors.flatMap((monitor) =>
        manifests.objects.flatMap((object) => selecting(object, monitor, manifests)),
      ),
    );
  },
});

function selecting(object: ManifestObject, monitor: Monitor, manifests: ManifestSet): Selecting[] {
  const selection = monitorSelection(object, monitor.selects);
  if (!selection) return [];
  const field = monitor.selects === 'Service' ? 'serviceMonitor' : 'podMonitor';
  const end = (answer: Selecting['answer'], why: string, fix: string): Selecting[] => [
    { object, monitor, answer, why, fix },
  ];
  const namespace = manifests.namespaceOf(monitor.object);
  const where = manifests.namespaceOf(object);
  if (!selection.monitors)
    return end(
      'no',
      `${field}Selector is absent, which matches no monitor`,
      `set ${field}Selector of ${object.kind} ${object.name} to {}, or to labels of the monitor`,
    );
  if (selectorMatches(selection.monitors, monitor.object.labels) === 'no')
    return end(
      'no',
      `${field}Selector asks for ${textOf(selection.monitors)}, which the monitor does not have`,
      `add ${textOf(selection.monitors)} to the labels of the monitor`,
    );
  if (!selection.namespaces) {
    return namespace === where
      ? end('yes', '', '')
      : end(
          'no',
          `${field}NamespaceSelector is absent, which means namespace ${where}, and the monitor is in ${namespace}`,
          `set ${field}NamespaceSelector of ${object.kind} ${object.name} to {}, or to labels of namespace ${namespace}`,
        );
  }
  const listed = manifests.cluster.namespaces.find(({ name }) => name === namespace);
  const labels = { ...listed?.labels, 'kubernetes.io/metadata.name': namespace };
  const within = selectorMatches(selection.namespaces, labels, !listed);
  if (within === 'yes') return end('yes', '', '');
  const asked = `${field}NamespaceSelector asks for ${textOf(selection.namespaces)}`;
  return within === 'unknown'
    ? end('unknown', `${asked}, and the manifests do not hold Namespace ${namespace}`, '')
    : end(
        'no',
        `${asked}, which namespace ${namespace} does not have`,
        `add ${textOf(selection.namespaces)} to the labels of namespace ${namespace}`,
      );
}

function textOf({
  matchLabels = {},
  matchExpressions = [],
}: NonNullable<NonNullable<ReturnType<typeof monitorSelection>>['monitors']>): string {
  return [
    ...Object.entries(matchLabels).map(([key, value]) => `${key}: ${value}`),
    ...matchExpressions.map(({ key, operator, values = [] }) =>
      `${key} ${operator} ${values.join(', ')}`.trim(),
    ),
  ].join(', ');
}
