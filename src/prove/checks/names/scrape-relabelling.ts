import { arrival } from '../../evidence/arrival/evidence.ts';
import { notStored } from '../../evidence/arrival/stored-metrics.ts';
import { counted } from '../../../shared/text/count.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { type Evidence, fail, judged, pass, skip, unknown, warn } from '../../engine/outcome.ts';
import { expected } from '../../evidence/expected-metrics.ts';
import { locationOf } from '../../evidence/manifest-location.ts';
import { relabelled } from '../../evidence/scrape/relabelled.ts';
import { scrapes } from '../../evidence/scrape/ways.ts';

/** The rules of the scrape keep the metrics of the contract. */
export const namesScrapeRelabelling = defineCheck({
  id: 'TL720',
  link: 'names',
  title: 'The scrape keeps the metrics',
  proves:
    'no rule of metric_relabel_configs drops or renames a series of the contract, or removes one of its labels',
  explain:
    'metric_relabel_configs (metricRelabelings in a monitor) is applied to each sample after the scrape. A rule that keeps ' +
    'a list of names drops all others, and the target is up all the same. Its regular expression is anchored: it has to ' +
    'match the whole name. Rules that read the value of a label are not judged.',
  severity: 'error',
  modes: [91],
  needs: [scrapes, expected],
  uses: [arrival],
  run: ({ scrapes: all, expected, arrival }) => {
    const [first] = all;
    if (!first) return skip('nothing shows that the service is scraped');
    const series = new Map(
      expected.flatMap(({ series, labels, optionalLabels }) =>
        series.map((name) => [name, [...labels, ...optionalLabels]] as const),
      ),
    );
    const metricOf = new Map(
      expected.flatMap((metric) => metric.series.map((name) => [name, metric] as const)),
    );
    const lacking = arrival && new Set(notStored(arrival).map(({ prometheus }) => prometheus));
    const seen: Evidence[] = [];
    for (const { name, source, metricRelabelings: rules, at } of all) {
      const { dropped, renamed, removed, unjudged } = relabelled(series, rules);
      const changes = [
        ...dropped.map(({ series: gone, rule }) => ({ series: gone, saw: `${gone}: ${rule}`, rule })),
        ...renamed.map(({ series: own, to, rule }) => ({
          series: own,
          saw: `${own} becomes ${to}: ${rule}`,
          rule,
        })),
      ];
      const [change] = changes;
      const place = at ? locationOf(at.object, at.path) : {};
      if (change) {
        const metrics = [...new Set(changes.flatMap((each) => metricOf.get(each.series)?.prometheus ?? []))];
        const message = `${name} ${dropped.length > 0 ? 'drops' : 'renames'} ${counted(changes.length, 'series', 'series')} of ${counted(metrics.length, 'metric')}: ${change.rule}`;
        const details = {
          ...place,
          affects: metrics,
          fix: {
            kind: 'manual',
            text: `remove the rule from metric_relabel_configs: ${change.rule}`,
          } as const,
        };
        const evidence = changes.slice(0, 5).map(({ saw }) => ({ source, saw }));
        // They may arrive in another way.
        if (lacking && !metrics.some((metric) => lacking.has(metric)))
          return warn(message, evidence, { ...details, severity: 'note' });
        return metrics.length === expected.length || lacking
          ? fail(message, evidence, details)
          : warn(message, evidence, details);
      }
      const [label] = removed;
      if (label) {
        return warn(
          `${name} removes the label ${removed.map((each) => each.label).join(', ')}: ${label.rule}`,
          removed.slice(0, 5).map((each) => ({ source, saw: `${each.label}: ${each.rule}` })),
          {
            ...place,
            affects: removed.map((each) => `queries that ask for the label ${each.label}`),
            fix: { kind: 'manual', text: `remove the rule from metric_relabel_configs: ${label.rule}` },
          },
        );
      }
      if (unjudged.length > 0)
        return unknown(`${name} has rules that read values of labels: ${unjudged.join('; ')}`);
      seen.push({
        source,
        saw: `${counted(rules.length, 'rule')}, ${counted(series.size, 'series', 'series')} kept`,
      });
    }
    const found = judged(seen);
    return found ? pass(`the rules of ${first.name} keep every series`, found) : skip('nothing is scraped');
  },
});
