import { counted } from '../../../shared/text/count.ts';
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
import { locationOf, queries, queryEvidence, type ReadQuery, restOf } from '../../evidence/queries.ts';
import { judged, type Outcome, pass, unknown, warn } from '../../engine/outcome.ts';
import { backendRules } from '../../evidence/backend-rules.ts';

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
    'promotes the attribute: its settings say so, or its series; without either it is a note. Labels that the query itself adds, by label_replace or group_left, count as existing.',
  severity: 'error',
  modes: [58, 60],
  needs: [queries, contractSelectors, contractLabels, expected, backendRules],
  uses: ['backend', backendIdentity, arrival],
  run: async ({
    queries: all,
    contractSelectors,
    contractLabels,
    expected,
    backendRules,
    backend,
    backendIdentity,
    arrival,
  }) => {
    const seen = arrival?.labelNames;
    const asked = [...new Set(contractSelectors.map(({ query }) => query))];
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
      ...asked.flatMap((query) =>
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
    const trials = [...byContract.map(seriesWith), ...byContract.map(seriesOf)];
    const results = backend && (await runOn(backend, trials, arrival?.at ?? Date.now()));
    const lacking = byContract.filter((one) => !returnsData(results, seriesWith(one)));
    // Series that are stored show whether the server promotes the attribute, and whether the service has it.
    const promoted = (one: WrongLabel): 'yes' | 'no' | 'unknown' =>
      returnsData(results, seriesOf(one)) ? 'no' : backendRules.promotes(one.label);
    const wrong = lacking.filter((one) => promoted(one) === 'no');
    const open = lacking.filter((one) => promoted(one) === 'unknown');
    const [first] = wrong;
    if (!first) {
      if (open.length > 0) return notKnown(open);
      const seen = judged(asked.map((query) => queryEvidence(query, query.expression)));
      if (!seen) return unknown('no query selects a metric of the contract');
      return pass(
        `the labels of ${counted(contractSelectors.length, 'selector')} exist${restOf(all, asked)}`,
        seen,
      );
    }
    const setting = backendSetting('promote service.name', backendIdentity?.backend.flavour);
    const evidence = wrong
      .slice(0, 10)
      .map(({ query, label, what, has }) =>
        queryEvidence(
          query,
          `${what} has no label ${label}; it has ${has.filter((one) => !/^(?:otel_scope|__name__)/.test(one)).join(', ') || 'none'}`,
        ),
      );
    return warn(
      `${counted(wrong.length, 'query uses', 'queries use')} a label that does not exist: ${first.label}`,
      evidence,
      {
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
      },
    );
  },
});

/** No finding: the server may well make these labels. */
function notKnown(open: readonly WrongLabel[]): Outcome<58> {
  const labels = [...new Set(open.map(({ label }) => label))].join(', ');
  return warn(
    `whether series have ${labels} is the server's setting, which is not known here`,
    open
      .slice(0, 10)
      .map(({ query, label }) =>
        queryEvidence(query, `${label} is a label only where the server promotes the resource attribute`),
      ),
    {
      modes: [58],
      severity: 'note',
      location: locationOf(open[0]!.query),
      affects: [],
      fix: {
        kind: 'manual',
        text: 'give --backend URL; without a server, give lint its --settings FILE, --manifest FILE or --flavour NAME',
      },
    },
  );
}

interface WrongLabel {
  readonly query: ReadQuery;
  readonly label: string;
  /** What lacks it. */
  readonly what: string;
  readonly has: readonly string[];
  /** Series that would have to have it. */
  readonly names: readonly string[];
}

/** The series that would have to have it. */
function seriesOf({ names }: WrongLabel): string {
  return selectorOf(names, {});
}

/** The series that have the label. */
function seriesWith({ names, label }: WrongLabel): string {
  return `${selectorOf(names, {}).slice(0, -1)},${quoteLabel(label)}!=""}`;
}

/** Labels that a selector filters by, and the one whose values a variable lists. */
function namedBy({ asksLabel }: ReadQuery, { matchers }: Pick<QuerySelector, 'matchers'>): string[] {
  // "Not this value" also matches series without the label, and "not empty" does not.
  // A variable of "All" matches them, too, where it is a regular expression.
  const filtered = matchers.filter(({ operator, matches, isVariable }) =>
    isVariable ? operator === '=' : !matches(''),
  );
  const listed = asksLabel === undefined ? [] : [asksLabel];
  return [...new Set([...filtered.map(({ label }) => label), ...listed])];
}

function isLabelOf(label: string, metric: ExpectedMetric): boolean {
  return ALWAYS.has(label) || [...metric.labels, ...metric.optionalLabels].includes(label);
}
