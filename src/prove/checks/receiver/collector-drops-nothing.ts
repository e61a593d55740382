import { counted } from '../../../shared/text/count.ts';
import type { CollectorConfig, CollectorCount } from '../../sources/index.ts';
import { componentType } from '../../sources/collector/index.ts';
import type { Step } from '../../pipeline/passing.ts';
import { knownCounters } from '../../../shared/failure-modes/match.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { type Evidence, fail, judged, type Outcome, pass, unknown, warn } from '../../engine/outcome.ts';
import {
  collectorLocation,
  componentName,
  pushedCollector,
  writtenComponent,
} from '../../evidence/collector.ts';
import { collectorRoutes, type Route, type RoutedMetric } from '../../evidence/collector-routes.ts';

/** The collector drops nothing of what is expected. */
export const receiverCollectorDropsNothing = defineCheck({
  id: 'TL509',
  link: 'receiver',
  title: 'Collector drops nothing',
  proves:
    'no processor or exporter of the collector drops an expected metric, and its counters show no rejected or lost points',
  explain:
    'A filter processor drops what its conditions match. The exporter prometheusremotewrite drops delta values without an ' +
    'error, also those that the processor cumulativetodelta makes. A memory limiter that is too tight rejects pushes, a full ' +
    'sending queue drops batches, and an exporter whose backend does not respond loses them once its retries end. ' +
    'The counters are otelcol_receiver_refused_metric_points, otelcol_exporter_enqueue_failed_metric_points and ' +
    'otelcol_exporter_send_failed_metric_points.',
  severity: 'error',
  modes: [44, 45, 46],
  needs: [pushedCollector],
  uses: [collectorRoutes],
  dependsOn: ['TL508'],
  run: async ({ pushedCollector: collector, collectorRoutes: routes }) => {
    const byFilter = collector.config && routes && judgeRoutes(collector.config, routes);
    if (byFilter?.status === 'fail' || byFilter?.status === 'warn') return byFilter;
    const counts = await collector.counts();
    if (!counts.ok) {
      if (byFilter?.status === 'unknown') return byFilter;
      return unknown(counts.error, byFilter?.evidence);
    }
    return judgeCounts(counts.value, collector.url ?? '', byFilter);
  },
});

/** What the configuration drops on every route, by processor or exporter. */
function judgeRoutes(config: CollectorConfig, metrics: readonly RoutedMetric[]): Outcome<44 | 45 | 46> {
  const drops = metrics.flatMap(({ otlp, routes }) => {
    const [first] = routes;
    const isLost = routes.every(({ metric }) => metric.droppedBy !== undefined);
    return first?.metric.droppedBy && isLost ? [{ otlp, route: first, step: first.metric.droppedBy }] : [];
  });
  const unclear = unclearSteps(metrics);
  const evidence: Evidence[] = [
    ...drops.slice(0, 5).map(({ otlp, route, step }) => ({
      source: config.source,
      saw: `${componentName(config, step.path)} drops ${otlp}: ${step.text}${causeOf(config, route)}`,
    })),
    ...unclear.map((step) => ({
      source: config.source,
      saw: `${componentName(config, step.path)}: ${step.text}`,
    })),
  ];
  const [first] = drops;
  if (first) {
    const { step, route } = first;
    const report = drops.length === metrics.length ? fail : warn;
    const name = componentName(config, step.path);
    return report(`${name} of the collector drops ${drops.length} of ${metrics.length} metrics`, evidence, {
      ...collectorLocation(config, step.path),
      modes: [step.path[0] === 'exporters' ? 46 : 45],
      affects: drops.map(({ otlp }) => otlp),
      fix: { kind: 'manual', text: fixOf(config, step, route) },
    });
  }
  const [open] = unclear;
  if (open)
    return unknown(
      `a condition of ${componentName(config, open.path)} was not evaluated: ${open.text}`,
      evidence,
    );
  if (metrics.length === 0) return unknown('no metric of the contract has an OTLP name', evidence);
  const passing = metrics.filter(({ routes }) => routes.length > 0);
  const seen = judged(passing.map((metric) => ({ source: config.source, saw: routesText(metric) })));
  if (!seen) return unknown('no pipeline leads from an otlp receiver to an exporter', evidence);
  return pass(`no processor drops any of ${passing.length} metrics`, seen);
}

function routesText({ otlp, routes }: RoutedMetric): string {
  const exporters = routes
    .filter(({ metric }) => metric.droppedBy === undefined)
    .map(({ exporter }) => exporter);
  return `${otlp} reaches ${[...new Set(exporters)].join(', ')}`;
}

/** What might drop a metric and could not be evaluated, each once. */
function unclearSteps(metrics: readonly RoutedMetric[]): Step[] {
  const steps = metrics
    .flatMap(({ routes }) => routes)
    .filter(({ metric }) => metric.droppedBy === undefined)
    .flatMap(({ metric }) => metric.unjudged)
    .filter(({ path }) => mayDrop(path));
  return [...new Map(steps.map((step) => [`${step.path.join('.')} ${step.text}`, step])).values()];
}

/** Processors that only change a metric drop nothing. */
function mayDrop([section, name]: Step['path']): boolean {
  const type = componentType(String(name));
  return (
    section !== 'processors' || !['attributes', 'resource', 'transform', 'metricstransform'].includes(type)
  );
}

function causeOf(config: CollectorConfig, { metric }: Route): string {
  const converted = metric.changes.findLast(
    ({ text }) => text.endsWith('to delta') || text === 'makes it delta',
  );
  return converted ? `; ${componentName(config, converted.path)} ${converted.text}` : '';
}

function fixOf(config: CollectorConfig, step: Step, { metric }: Route): string {
  const name = componentName(config, step.path);
  if (step.path[0] === 'processors')
    return `remove the condition from ${writtenComponent(config, step.path.slice(0, 2))}: ${step.text}`;
  const converted = metric.changes.findLast(({ text }) => text.endsWith('delta'));
  const processor = converted && componentName(config, converted.path);
  return processor === undefined
    ? `add the processor deltatocumulative before ${name}`
    : `take ${processor} out of the pipeline that ends in ${name}`;
}

function judgeCounts(
  counts: readonly CollectorCount[],
  url: string,
  byFilter: Outcome<44 | 45 | 46> | undefined,
): Outcome<44 | 45 | 46> {
  const total = (name: string): number =>
    counts.filter((count) => count.name === name).reduce((sum, { value }) => sum + value, 0);
  const evidence = [
    ...counts
      .filter(({ value }) => value > 0)
      .map(({ name, component, value }) => ({ source: url, saw: `${name} of ${component}: ${value}` })),
    ...(byFilter?.evidence ?? []),
  ];
  if (counts.length === 0) return unknown(`${url} shows no counters of metric points`, evidence);
  const sent = total('otelcol_exporter_sent_metric_points');
  const accepted = total('otelcol_receiver_accepted_metric_points');
  const found = knownCounters('collector').flatMap(({ name, message }) => {
    const points = total(name);
    return points > 0 ? [{ points, ...message }] : [];
  });
  const lost = found.find(({ id }) => id === 'collector-loses-points');
  if (lost && sent === 0) {
    return fail(`the collector's exporter could send none of ${lost.points} points`, evidence, {
      modes: [44],
      affects: ['every metric'],
      fix: { kind: 'manual', text: lost.fix },
    });
  }
  // A filter may drop metrics that nothing expects; that it drops all is a fault.
  const problems = found.filter(({ id }) => id !== 'collector-filters-points' || sent === 0);
  if (problems.length === 0) {
    if (byFilter?.status === 'unknown') return byFilter;
    const seen = sent > 0 && judged(evidence);
    return seen
      ? pass(`${counted(sent, 'point')} forwarded`, seen)
      : unknown(`${url} shows no forwarded point yet`, evidence);
  }
  const report = accepted === 0 || sent === 0 ? fail : warn;
  const losses = problems.map(({ points, means }) => `${points} ${means}`).join('; ');
  return report(`the collector loses points: ${losses}`, evidence, {
    modes: [45],
    fix: { kind: 'manual', text: problems.map(({ fix }) => fix).join('; ') },
  });
}
