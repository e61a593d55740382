import type { ExpectedMetric } from '../../contract/index.ts';
import type { QuerySelector } from '../../promql/index.ts';
import { defineCheck } from '../define-check.ts';
import { pass, unknown, warn } from '../outcome.ts';
import { expectedFor, locationOf, queryEvidence, readQueries, selectorsOfContract } from './reader-facts.ts';

/** Labels that a series has beside those of its attributes. */
const ALWAYS = new Set([
  '__name__',
  'job',
  'instance',
  'le',
  'quantile',
  'otel_scope_name',
  'otel_scope_version',
]);

/** Queries filter and group by labels that exist. */
export const TL802 = defineCheck({
  id: 'TL802',
  link: 'query',
  title: 'Queries use labels that exist',
  proves: 'each label that a query filters or groups by is one of its metric',
  explain:
    'A filter on a label that no series has finds nothing; grouping by one gives a single line without a name. Labels ' +
    "are made of the data points' attributes: direction, not type; and service_name exists only where the server " +
    'promotes the attribute.',
  severity: 'error',
  modes: [58, 60],
  needs: ['readers', 'contract'],
  uses: ['backend', 'arrival'],
  run: async ({ readers, contract, backend, arrival }) => {
    const expected = await expectedFor(contract, backend);
    const of = selectorsOfContract(readQueries(readers).read, expected);
    if (of.length === 0) return unknown('no query asks for a metric of the contract');
    const seen = new Set((await arrival?.().catch(() => undefined))?.labelNames ?? []);
    const wrong = of.flatMap(({ query, selector, metric }) =>
      labelsOf(selector)
        .filter((label) => !isLabelOf(label, metric) && !seen.has(label))
        .map((label) => ({ query, label, metric })),
    );
    const [first] = wrong;
    if (!first) return pass(`the labels of ${of.length} selectors exist`, []);
    const evidence = wrong
      .slice(0, 10)
      .map(({ query, label, metric }) =>
        queryEvidence(
          query,
          `${metric.prometheus} has no label ${label}; it has ${metric.labels.join(', ') || 'none'}`,
        ),
      );
    return warn(`${wrong.length} queries use a label that does not exist: ${first.label}`, evidence, {
      modes: wrong.every(({ label }) => label === 'service_name') ? [58, 60] : [60],
      location: locationOf(first.query),
      affects: wrong.map(({ query }) => query.where),
      fix: {
        kind: 'manual',
        text:
          first.label === 'service_name'
            ? 'ask by job, or let the server promote service.name: otlp: { promote_resource_attributes: [service.name] }'
            : `use one of ${first.metric.labels.join(', ')}`,
      },
    });
  },
});

function labelsOf({ matchers, groupedBy = [] }: QuerySelector): string[] {
  // "Not this value" holds of a series without the label, too.
  const filtered = matchers.filter(({ operator, matches }) => !operator.startsWith('!') && !matches(''));
  return [...new Set([...filtered.map(({ label }) => label), ...groupedBy])];
}

function isLabelOf(label: string, metric: ExpectedMetric): boolean {
  return ALWAYS.has(label) || [...metric.labels, ...metric.optionalLabels].includes(label);
}
