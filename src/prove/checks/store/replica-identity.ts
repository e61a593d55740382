import { selectorMatches } from '../../network/index.ts';
import { type ManifestSet, runsToCompletion, type Workload } from '../../sources/index.ts';
import type { Arrival } from '../../evidence/arrival/arrival.ts';
import { arrival } from '../../evidence/arrival/evidence.ts';
import type { Falls } from '../../evidence/arrival/falls.ts';
import { NONE_STORED, storedIn } from '../../evidence/arrival/stored-metrics.ts';
import { counterFalls, type CounterFalls } from '../../evidence/counter-falls.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { fail, type Judged, judged, type Outcome, pass, unknown, warn } from '../../engine/outcome.ts';
import { sourceOf } from '../../evidence/manifest-location.ts';
import { gatewayWorkload } from '../../evidence/gateway-workload.ts';
import { service } from '../../evidence/service.ts';

/** Each process writes separate series. */
export const storeReplicaIdentity = defineCheck({
  id: 'TL605',
  link: 'store',
  title: 'Replicas write separate series',
  proves:
    'no counter falls again and again, and there are as many values of instance among the stored series as there are ' +
    'pods of the service, where manifests show the pods',
  explain:
    'Two processes without separate values of service.instance.id write the same series. Samples out of order and ' +
    'duplicates are rejected with the whole batch, and the stored value jumps between two counters, so that increase() ' +
    'shows many times the real value. Every push may be answered with 200 all the same. A counter that falls once has ' +
    'restarted. One that falls and then continues where it was is two counters: two processes write it.',
  severity: 'error',
  modes: [48],
  needs: [arrival, 'backend', service],
  uses: [counterFalls, gatewayWorkload, 'manifests'],
  dependsOn: ['TL501'],
  run: ({ arrival, backend, counterFalls, gatewayWorkload: workload, manifests, service: { owner } }) => {
    if (storedIn(arrival).length === 0) return unknown(NONE_STORED);
    const fix = { kind: 'manual', text: SEPARATE_IDS[owner] } as const;
    const fell = judgeFalls(counterFalls, backend.url, fix);
    if (fell.status === 'fail' || !workload || !manifests) return fell;
    const pods = judgePods(arrival, backend.url, { workload, pods: podsOf(workload, manifests) }, fix);
    if (fell.status === 'warn') return pods.status === 'fail' ? pods : fell;
    if (fell.status !== 'pass' || pods.status !== 'pass') return pods;
    const seen = judged([...pods.evidence, ...fell.evidence]);
    return seen ? pass(`${pods.message}; ${fell.message}`, seen) : pods;
  },
});

/** How to give each process an id. */
interface IdFix {
  readonly kind: 'manual';
  readonly text: string;
}

function judgeFalls(read: CounterFalls | undefined, url: string, fix: IdFix): Outcome<48> {
  if (!read) return unknown('the samples of the counters could not be read');
  if ('notJudged' in read) return unknown(read.notJudged);
  const { judged } = read;
  const shared = judged.filter(({ verdict }) => verdict === 'two writers');
  const unclear = judged.filter(({ verdict }) => verdict === 'falls again and again');
  const evidence = [...shared, ...unclear].slice(0, MOST_SERIES).map(({ series, falls }) => ({
    source: url,
    saw: `${shown(series.labels)} falls ${falls} times in ${series.samples.length} samples: ${lastValues(series)}`,
  }));
  const names = (of: readonly Falls[]): string[] => [
    ...new Set(of.map(({ series }) => series.labels['__name__'] ?? '')),
  ];
  if (shared.length > 0) {
    return fail(
      `several processes write the same series: ${names(shared).slice(0, MOST_SERIES).join(', ')} falls, and then continues where it was`,
      evidence,
      { affects: names(shared).map((name) => `${name}: rate() and increase() show far too much`), fix },
    );
  }
  if (unclear.length > 0) {
    return warn(
      `${names(unclear).slice(0, MOST_SERIES).join(', ')} falls again and again: several processes write it, or one restarts again and again`,
      evidence,
      { fix: { ...fix, text: `see whether the process restarts; if not, ${fix.text}` } },
    );
  }
  const source = { source: url, saw: `${judged.length} series of counters, none falls again and again` };
  return pass(`no counter of ${judged.length} falls again and again`, [source]);
}

const SDK_ID = 'set OTEL_RESOURCE_ATTRIBUTES=service.instance.id=$(POD_NAME)';

/** A gateway keeps its id, so that the name of the pod changes nothing there; OpenClaw's plugin takes that name. */
const SEPARATE_IDS = {
  gateway:
    'give each process a separate service.instance.id: delete the file instance-id in a copied state folder, or set ' +
    `diagnostics.otel.serviceInstanceId; of OpenClaw with the plugin, set POD_NAME from metadata.name; of another SDK, ${SDK_ID}`,
  service: `give each process a separate service.instance.id, such as by its environment: ${SDK_ID}`,
} as const;

const MOST_SERIES = 3;

const MOST_VALUES = 6;

function shown({ __name__: name = '', ...labels }: Readonly<Record<string, string>>): string {
  return `${name}{${Object.entries(labels)
    .map(([key, value]) => `${key}="${value}"`)
    .join(', ')}}`;
}

function lastValues({ samples }: Falls['series']): string {
  return samples
    .slice(-MOST_VALUES)
    .map(({ value }) => value)
    .join(', ');
}

function judgePods(
  { instances }: Arrival,
  url: string,
  { workload, pods }: { readonly workload: Workload; readonly pods: number },
  fix: IdFix,
): Outcome<48> {
  const evidence: Judged = [
    {
      source: sourceOf(workload.object),
      saw: `${pods} pods of ${workload.object.kind} ${workload.object.name}`,
    },
    {
      source: url,
      saw:
        instances.length === 0
          ? 'no series has an instance'
          : `instance: ${instances.map(({ instance }) => instance).join(', ')}`,
    },
  ];
  if (pods <= 1) return pass('one pod', evidence);
  if (instances.length === 0) {
    return fail(`${pods} pods write the same series: none has an instance`, evidence, {
      affects: ['every counter: the stored value jumps between those of the pods'],
      fix,
    });
  }
  if (instances.length < pods) {
    // An idle pod sends no series, so fewer instances than pods prove nothing.
    return warn(
      `${pods} pods, and ${instances.length} values of instance: the others are idle, or write the same series`,
      evidence,
      { severity: 'note', fix },
    );
  }
  return pass(`${pods} pods, ${instances.length} instances`, evidence);
}

/** The running pods where they are known, else the configured number of replicas. */
function podsOf(workload: Workload, { running }: ManifestSet): number {
  const real = running.filter(
    ({ object, pod }) =>
      object.kind === 'Pod' &&
      !runsToCompletion(object) &&
      pod.namespace === workload.pod.namespace &&
      selectorMatches({ matchLabels: workload.pod.labels }, pod.labels) === 'yes',
  );
  return real.length > 0 ? real.length : workload.replicas;
}
