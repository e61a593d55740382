import type { ExpectedMetric } from '../../contract/index.ts';
import { followLabels, type QuerySelector } from '../../promql/index.ts';
import { arrival } from '../../evidence/arrival/evidence.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { pass, unknown, warn } from '../../engine/outcome.ts';
import {
  expectedFor,
  labelsByContract,
  locationOf,
  queryEvidence,
  type ReadQuery,
  readQueries,
  selectorsOfContract,
} from '../../evidence/queries.ts';

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
export const queryUnknownLabel = defineCheck({
  id: 'TL802',
  link: 'query',
  title: 'Queries use labels that exist',
  proves: 'each label that a query filters, groups, matches or lists by is one of its metric',
  explain:
    'A filter on a label that no series has finds nothing; grouping by one gives a single line without a name. Labels ' +
    "are made of the data points' attributes: direction, not type; and service_name exists only where the server " +
    'promotes the attribute. Labels that the query makes itself, by label_replace or group_left, count as its own.',
  severity: 'error',
  modes: [58, 60],
  needs: ['readers', 'contract'],
  uses: ['backend', arrival],
  run: async ({ readers, contract, backend, arrival }) => {
    const expected = await expectedFor(contract, backend);
    const { read } = readQueries(readers);
    const of = selectorsOfContract(read, expected);
    if (of.length === 0) return unknown('no query asks for a metric of the contract');
    const seen = arrival?.labelNames;
    const wrong: WrongLabel[] = [
      ...of.flatMap(({ query, selector, metric }) =>
        namedBy(query, selector)
          .filter((label) => !isLabelOf(label, metric) && !seen?.get(metric.countSeries)?.has(label))
          .map((label) => ({
            query,
            label,
            what: metric.prometheus,
            has: metric.labels,
          })),
      ),
      ...[...new Set(of.map(({ query }) => query))].flatMap((query) =>
        followLabels(query.expression, labelsByContract(expected, seen)).absent.map(({ label, has }) => ({
          query,
          label,
          what: 'what is inside',
          has,
        })),
      ),
    ];
    const [first] = wrong;
    if (!first) return pass(`the labels of ${of.length} selectors exist`, []);
    const evidence = wrong
      .slice(0, 10)
      .map(({ query, label, what, has }) =>
        queryEvidence(
          query,
          `${what} has no label ${label}; it has ${has.filter((one) => !/^(?:otel_scope|__name__)/.test(one)).join(', ') || 'none'}`,
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
            : `use one of ${first.has.join(', ')}`,
      },
    });
  },
});

interface WrongLabel {
  readonly query: ReadQuery;
  readonly label: string;
  readonly what: string;
  readonly has: readonly string[];
}

/** Labels that a selector is filtered by, and the one whose values are asked for. */
function namedBy({ asksLabel }: ReadQuery, { matchers }: QuerySelector): string[] {
  // "Not this value" holds of a series without the label, too.
  const filtered = matchers.filter(({ operator, matches }) => !operator.startsWith('!') && !matches(''));
  const asked = asksLabel === undefined ? [] : [asksLabel];
  return [...new Set([...filtered.map(({ label }) => label), ...asked])];
}

function isLabelOf(label: string, metric: ExpectedMetric): boolean {
  return ALWAYS.has(label) || [...metric.labels, ...metric.optionalLabels].includes(label);
}
