import { counted } from '../../../shared/text/count.ts';
import { type Contract, expectedMetric, identityLabels, resourceOf } from '../../contract/index.ts';
import { arrival } from '../../evidence/arrival/evidence.ts';
import { arrivedNames } from '../../evidence/arrival/stored-metrics.ts';
import {
  collectorConfig,
  collectorLocation,
  componentName,
  writtenComponent,
} from '../../evidence/collector.ts';
import { collectorRoutes, type Route, type RoutedMetric } from '../../evidence/collector-routes.ts';
import { DEFAULT_BACKEND } from '../../evidence/backend-rules.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { fail, judged, pass, unknown, warn } from '../../engine/outcome.ts';
import { readExporterUrl } from '../../pipeline/exporter-url.ts';
import { openVariables } from '../../sources/collector/index.ts';
import { ANY, type Change, shapeOf, type Step } from '../../pipeline/passing.ts';
import { createTranslator } from '../../translate/index.ts';

/** The collector leaves the names and labels that queries use. */
export const namesCollectorNames = defineCheck({
  id: 'TL706',
  link: 'names',
  title: 'Collector keeps names and labels',
  proves: 'behind the collector, each metric has the name, the labels and the job of the contract',
  explain:
    'Processors rename metrics (metricstransform, transform), change their units, which decide suffixes, and delete ' +
    'attributes, which are labels: points that differed by such a label become one series. Without service.name there is ' +
    'no job and no target_info. The exporters prometheusremotewrite and prometheus make names themselves, by namespace, ' +
    'add_metric_suffixes and translation_strategy.',
  severity: 'error',
  modes: [8, 55, 56, 59, 60],
  needs: [collectorConfig, collectorRoutes, 'contract'],
  uses: [arrival],
  dependsOn: ['TL508'],
  run: ({ collectorConfig: config, collectorRoutes: routed, contract, arrival }) => {
    const arrived = arrival ? arrivedNames(arrival) : new Set<string>();
    const results = routed.map((metric) => judge(metric, contract, config.next));
    const wrong = results.flatMap(({ status, stored, fault }) =>
      status === 'wrong' && fault && !arrived.has(stored) ? [fault] : [],
    );
    const open = results.filter(({ status }) => status === 'not judged');
    const right = results.filter(({ status }) => status === 'right');
    const evidence = [
      ...wrong.slice(0, 5).map(({ saw }) => ({ source: config.source, saw })),
      ...[...new Set(open.map(({ why }) => why))].map((saw) => ({ source: config.source, saw })),
    ];
    const others = contract.metrics.length - right.length - wrong.length;
    const [first] = wrong;
    if (first) {
      // A namespace that the collector adds is usually meant: only queries that name the job are wrong then.
      const isCertain = right.length === 0 && wrong.some(({ addsNamespace }) => !addsNamespace);
      const report = isCertain ? fail : warn;
      const by = first.steps.map(({ path, text }) => `${componentName(config, path)} ${text}`).join(', ');
      return report(
        `${wrong.length} of ${contract.metrics.length} metrics: ${first.saw}: ${by}${first.points === undefined ? '' : `; ${first.points}`}`,
        evidence,
        {
          ...collectorLocation(config, first.path),
          modes: first.modes,
          affects: wrong.map(({ affects }) => affects),
          fix: { kind: 'manual', text: `change ${writtenComponent(config, first.fix)}, or the queries` },
        },
      );
    }
    const seen = judged([
      ...right
        .slice(0, 5)
        .map(({ stored }) => ({ source: config.source, saw: `${stored} keeps its name and labels` })),
      ...evidence,
    ]);
    if (right.length === 0 || !seen)
      return unknown(open[0]?.why ?? 'no metric of the contract reaches an exporter', evidence);
    return pass(
      `${counted(right.length, 'metric leaves the collector with its', 'metrics leave the collector with their')} names and labels${others > 0 ? `; ${others} not judged` : ''}`,
      seen,
    );
  },
});

interface Fault {
  /** What makes the difference. */
  readonly steps: readonly Step[];
  readonly saw: string;
  readonly affects: string;
  /** What to change. */
  readonly fix: Step['path'];
  readonly path: Step['path'];
  readonly modes: readonly (8 | 55 | 56 | 59 | 60)[];
  readonly addsNamespace: boolean;
  /** What becomes of the points; undefined where they stay apart, or may. */
  readonly points?: string;
}

interface Judged {
  readonly status: 'right' | 'wrong' | 'not judged' | 'dropped';
  /** Its name by the contract. */
  readonly stored: string;
  readonly why: string;
  readonly fault?: Fault;
}

/** One right route is enough: the others may lead elsewhere. */
function judge(routed: RoutedMetric, contract: Contract, next: string | undefined): Judged {
  const stored = expectedMetric(routed.metric, createTranslator(DEFAULT_BACKEND)).prometheus;
  const results = routed.routes
    .filter(({ metric }) => !metric.droppedBy)
    .map((route) => {
      const result = judgeRoute(routed, route, contract, stored);
      return result.status === 'right' ? (leadsElsewhere(stored, route, next) ?? result) : result;
    });
  return (
    results.find(({ status }) => status === 'right') ??
    results.find(({ status }) => status === 'not judged') ??
    results[0] ?? { status: 'dropped', stored, why: `${routed.otlp} is dropped` }
  );
}

function judgeRoute(routed: RoutedMetric, route: Route, contract: Contract, stored: string): Judged {
  const { metric, destination, exporter, settings } = route;
  if (!destination) {
    const why = settings.kind === 'unread' ? settings.why : 'its settings are not read';
    return { status: 'not judged', stored, why: `${exporter}: ${why}` };
  }
  const [open] = metric.unjudged;
  if (open) return { status: 'not judged', stored, why: `${String(open.path[1])}: ${open.text}` };
  const { translator } = destination;
  const namesBefore = settings.kind === 'otlp' ? translator : createTranslator(DEFAULT_BACKEND);
  const wanted = expectedMetric(routed.metric, namesBefore);
  const shape = shapeOf(metric);
  const name = translator.metricName(shape.name, shape.kind, shape.unit);
  const labels = translator.within(shape.resource, shape.scope).labels(shape.attributes, shape) ?? new Map();
  if (name !== wanted.prometheus) {
    const saw = `${routed.otlp} is stored as ${name}, not ${wanted.prometheus}`;
    const isPrefixed = name.endsWith(`_${wanted.prometheus}`);
    return wrong(stored, route, {
      saw,
      by: ['name', 'kind', 'unit'],
      affects: `queries for ${wanted.prometheus}`,
      modes: isPrefixed ? [8] : name.includes('.') ? [56] : metric.name === routed.otlp ? [55] : [],
    });
  }
  const missing = wanted.labels.filter((label) => !labels.has(label));
  if (missing.length > 0) {
    const lost = missing.join(', ');
    const { attributes, optionalAttributes = [] } = routed.metric;
    const before = new Set([...attributes, ...optionalAttributes]);
    // A new attribute may keep apart what the lost one did.
    const isMerged = [...metric.attributes.keys()].every((key) => before.has(key));
    return wrong(stored, route, {
      saw: `${name} is stored without the label ${lost}`,
      by: ['attributes', 'resource'],
      affects: `queries that use ${lost} of ${name}`,
      modes: [60],
      ...(isMerged ? { points: `points that differ only by ${lost} become one series` } : {}),
    });
  }
  return judgeJob(stored, route, contract, labels.get('job')) ?? { status: 'right', stored, why: '' };
}

/** Behind an address that may be another collector, names and labels may still change. */
function leadsElsewhere(
  stored: string,
  { exporter, settings, isBackendKnown }: Route,
  next: string | undefined,
): Judged | undefined {
  if (settings.kind !== 'otlp' || isBackendKnown) return undefined;
  const read = openVariables(settings.url).length > 0 ? undefined : readExporterUrl(settings.url);
  const isThere =
    next === undefined ? 'whose configuration was not given' : `on which ${next} does not listen`;
  const why = read
    ? `${exporter} leads to ${read.host}${read.port === '' ? '' : `:${read.port}`}, ${isThere}`
    : `${exporter}: where it leads is not shown`;
  return { status: 'not judged', stored, why };
}

/** The label `job` is that of the contract; undefined where it is, or where the contract has none. */
function judgeJob(
  stored: string,
  route: Route,
  contract: Contract,
  job: string | undefined,
): Judged | undefined {
  const { job: wanted } = identityLabels(contract, DEFAULT_BACKEND);
  const { metric, destination, exporter } = route;
  if (!destination?.keepsIdentity || wanted === undefined || wanted === job) return undefined;
  if (storesNoJob(route, contract)) return undefined;
  const isHidden = ['service.name', 'service.namespace'].some((key) => metric.resource.get(key) === ANY);
  if (isHidden)
    return { status: 'not judged', stored, why: `${exporter}: the value of service.name is not known` };
  return wrong(stored, route, {
    saw:
      job === undefined
        ? `${stored} is stored without the label job`
        : `${stored} is stored with job "${job}"`,
    by: ['resource'],
    affects: `queries of ${stored} by job "${wanted}"`,
    modes: job === undefined ? [59] : [],
    addsNamespace: job?.endsWith(`/${wanted}`) === true,
  });
}

/** VictoriaMetrics keeps service.name as it is, and makes no job of it. */
function storesNoJob({ destination, settings }: Route, contract: Contract): boolean {
  if (settings.kind !== 'otlp') return false;
  const identity = destination?.translator.within(resourceOf(contract)).labels(new Map());
  return identity !== undefined && identity !== null && !identity.has('job');
}

function wrong(
  stored: string,
  route: Route,
  found: Pick<Fault, 'saw' | 'affects' | 'modes' | 'points'> &
    Partial<Pick<Fault, 'addsNamespace'>> & { readonly by: Change['parts'] },
): Judged {
  const { metric } = route;
  const { by, ...rest } = found;
  const changes = metric.changes.filter(({ parts }) => parts.some((part) => by.includes(part)));
  // What no processor changed, the exporter's own settings decide.
  const steps: readonly Step[] = changes.length > 0 ? changes : [bySettings(route)];
  const { path } = steps.at(-1)!;
  return {
    status: 'wrong',
    stored,
    why: found.saw,
    fault: {
      addsNamespace: false,
      ...rest,
      steps,
      fix: path.slice(0, changes.length > 0 ? 2 : 3),
      path,
    },
  };
}

/** The setting by which the exporter makes its names. */
function bySettings({ exporter, settings }: Route): Step {
  const path = ['exporters', exporter];
  if (settings.kind !== 'scraped' && settings.kind !== 'remote-write')
    return { path, text: 'makes its own names' };
  const { namespace, strategy, addSuffixes } = settings;
  if (namespace !== '')
    return { path: [...path, 'namespace'], text: `puts its namespace ${namespace} before each name` };
  if (strategy !== undefined)
    return { path: [...path, 'translation_strategy'], text: `translates by ${strategy}` };
  if (!addSuffixes) return { path: [...path, 'add_metric_suffixes'], text: 'adds no suffixes' };
  return { path, text: 'makes its own names' };
}
