import type { CollectorConfig, CollectorCount } from '../../sources/index.ts';
import { knownCounters } from '../../../shared/failure-modes/match.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { type Evidence, fail, type Outcome, pass, unknown, warn } from '../../engine/outcome.ts';
import {
  collectorLocation,
  metricsPipelines,
  otlpReceivers,
  pushedCollector,
  throughConnectors,
  typeOf,
} from '../../evidence/collector.ts';
import { filtered } from '../../evidence/collector-filter.ts';

/** The collector drops nothing of what is expected. */
export const receiverCollectorDropsNothing = defineCheck({
  id: 'TL509',
  link: 'receiver',
  title: 'Collector drops nothing',
  proves:
    'no filter of the collector drops an expected metric, and its counters show no rejected or lost points',
  explain:
    'A filter processor drops what its conditions match. A memory limiter that is too tight rejects pushes, a full ' +
    'sending queue drops batches, and an exporter whose backend does not respond loses them once its retries end. ' +
    'The counters are otelcol_receiver_refused_metric_points, otelcol_exporter_enqueue_failed_metric_points and ' +
    'otelcol_exporter_send_failed_metric_points.',
  severity: 'error',
  modes: [44, 45],
  needs: [pushedCollector],
  uses: ['contract'],
  dependsOn: ['TL508'],
  run: async ({ pushedCollector: collector, contract }) => {
    const names = (contract?.metrics ?? []).flatMap(({ otlp }) => otlp ?? []);
    const byFilter = collector.config && judgeFilters(collector.config, names);
    if (byFilter?.status === 'fail' || byFilter?.status === 'warn') return byFilter;
    const counts = await collector.counts();
    if (!counts.ok) {
      if (byFilter?.status === 'unknown') return byFilter;
      return unknown(counts.error, byFilter?.evidence);
    }
    return judgeCounts(counts.value, collector.url ?? '', byFilter);
  },
});

function judgeFilters(config: CollectorConfig, metrics: readonly string[]): Outcome<44 | 45> {
  const pipelines = metricsPipelines(config);
  const speaking = new Set(otlpReceivers(config, pipelines).map(({ name }) => name));
  const fed = pipelines.filter(({ receivers }) => receivers.some((name) => speaking.has(name)));
  const filters = [...new Set(throughConnectors(config, fed).flatMap(({ processors }) => processors))].filter(
    (name) => typeOf(name) === 'filter',
  );
  const results = filters.map((name) => ({ name, ...filtered(config.processors[name], metrics) }));
  const dropped = results.flatMap(({ name, dropped: each }) =>
    each.map((drop) => ({ ...drop, filter: name })),
  );
  const unclear = results.flatMap(({ name, unclear: each }) => each.map((text) => ({ filter: name, text })));
  const evidence: Evidence[] = [
    ...dropped.slice(0, 5).map(({ filter, metric, because }) => ({
      source: config.source,
      saw: `${filter} drops ${metric}: ${because}`,
    })),
    ...unclear.map(({ filter, text }) => ({
      source: config.source,
      saw: `${filter}: ${text} was not evaluated`,
    })),
  ];
  const [first] = dropped;
  if (first) {
    const count = new Set(dropped.map(({ metric }) => metric)).size;
    const report = count === metrics.length ? fail : warn;
    return report(`${first.filter} of the collector drops ${count} of ${metrics.length} metrics`, evidence, {
      ...collectorLocation(config, ['processors', first.filter, 'metrics']),
      modes: [45],
      affects: [...new Set(dropped.map(({ metric }) => metric))],
      fix: { kind: 'manual', text: `remove the condition from processors.${first.filter}: ${first.because}` },
    });
  }
  if (unclear.length > 0) {
    return unknown(`a condition of ${unclear[0]?.filter} was not evaluated: ${unclear[0]?.text}`, evidence);
  }
  return pass(`no filter drops an expected metric`, evidence);
}

function judgeCounts(
  counts: readonly CollectorCount[],
  url: string,
  byFilter: Outcome<44 | 45> | undefined,
): Outcome<44 | 45> {
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
  if (problems.length === 0)
    return byFilter?.status === 'unknown' ? byFilter : pass(`${sent} points forwarded`, evidence);
  const report = accepted === 0 || sent === 0 ? fail : warn;
  const losses = problems.map(({ points, means }) => `${points} ${means}`).join('; ');
  return report(`the collector loses points: ${losses}`, evidence, {
    modes: [45],
    fix: { kind: 'manual', text: problems.map(({ fix }) => fix).join('; ') },
  });
}
