import type { ExpectedMetric } from '../../contract/index.ts';
import type { QuerySelector } from '../../promql/index.ts';
import { arrival } from '../../evidence/arrival/evidence.ts';
import { backendIdentity } from '../../evidence/backend-identity.ts';
import { backendSetting } from '../../evidence/backend-settings.ts';
import { contractSelectors } from '../../evidence/contract-selectors.ts';
import { expected } from '../../evidence/expected-metrics.ts';
import { returnsData, runOn } from '../../evidence/trial.ts';
import { quoteLabel, selectorOf } from '../../sources/index.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { metricsOf } from '../../evidence/meant-metric.ts';
import { contractLabels } from '../../evidence/contract-labels.ts';
import { locationOf, queryEvidence, type ReadQuery } from '../../evidence/queries.ts';
import { pass, warn } from '../../engine/outcome.ts';

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
  proves: 'each label that a query filters, groups, matches or lists by is a label of its metric',
  explain:
    'A filter on a label that no series has finds nothing; grouping by it returns a single line without a name. Labels ' +
    "come from the data points' attributes: direction, not type; and service_name exists only where the server " +
    'promotes the attribute. Labels that the query itself adds, by label_replace or group_left, count as existing.',
  severity: 'error',
  modes: [58, 60],
  needs: [contractSelectors, contractLabels, expected],
  uses: ['backend', backendIdentity, arrival],
  run: async ({ contractSelectors, contractLabels, expected, backend, backendIdentity, arrival }) => {
    const seen = arrival?.labelNames;
    const queries = [...new Set(contractSelectors.map(({ query }) => query))];
    const byContract: WrongLabel[] = [
      ...contractSelectors.flatMap(({ query, selector: { name = '', ...selector }, metric }) => {
        const same = metricsOf(name, expected);
        const isKnown = (label: string): boolean =>
          [metric, ...same].some((one) => isLabelOf(label, one) || seen?.get(one.countSeries)?.has(label));
        return namedBy(query, selector)
          .filter((label) => !isKnown(label))
          .map((label) => ({
            query,
            label,
            what: same.length > 0 ? name : metric.prometheus,
            has: metric.labels,
            names: [name],
          }));
      }),
      ...queries.flatMap((query) =>
        query.reading.labelFlow(contractLabels).absent.map(({ label, has }) => ({
          query,
          label,
          what: 'the inner expression',
          has,
          names: query.reading.selectors.flatMap(({ name }) => name ?? []),
        })),
      ),
    ];
    // A label that the backend stores exists, whatever the contract says.
    const results = backend && (await runOn(backend, byContract.map(seriesWith), arrival?.at ?? Date.now()));
    const wrong = byContract.filter((one) => !returnsData(results, seriesWith(one)));
    const [first] = wrong;
    if (!first) return pass(`the labels of ${contractSelectors.length} selectors exist`, []);
    const setting = backendSetting('promote service.name', backendIdentity?.backend.flavour);
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
            ? `filter by job, or ${setting ?? 'let the server promote service.name to a label'}`
            : `use one of ${first.has.join(', ')}`,
      },
    });
  },
});

interface WrongLabel {
  readonly query: ReadQuery;
  readonly label: string;
  /** What lacks it. */
  readonly what: string;
  readonly has: readonly string[];
  /** Series that would have to have it. */
  readonly names: readonly string[];
}

/** The series that have the label. */
function seriesWith({ names, label }: WrongLabel): string {
  return `${selectorOf(names, {}).slice(0, -1)},${quoteLabel(label)}!=""}`;
}

/** Labels that a selector filters by, and the one whose values a variable lists. */
function namedBy({ asksLabel }: ReadQuery, { matchers }: Pick<QuerySelector, 'matchers'>): string[] {
  // "Not this value" also matches series without the label.
  // A variable of "All" matches them, too, where it is a regular expression.
  const filtered = matchers.filter(({ operator, matches, isVariable }) =>
    isVariable ? operator === '=' : !operator.startsWith('!') && !matches(''),
  );
  const listed = asksLabel === undefined ? [] : [asksLabel];
  return [...new Set([...filtered.map(({ label }) => label), ...listed])];
}

function isLabelOf(label: string, metric: ExpectedMetric): boolean {
  return ALWAYS.has(label) || [...metric.labels, ...metric.optionalLabels].includes(label);
}
