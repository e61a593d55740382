import { literalValues, type QuerySelector } from '../../promql/index.ts';
import type { ReadQuery } from '../queries.ts';
import { type Domain, domainsOf, type Given } from './domain.ts';
import type { LabelOfSeries } from './stored.ts';

/** A matcher that lists values of a label, where it is known what decides them. */
export interface JudgedMatcher extends LabelOfSeries {
  readonly query: ReadQuery;
  readonly selector: QuerySelector;
  readonly values: readonly string[];
  /** A domain for each metric under the name. */
  readonly domains: readonly Domain[];
}

/** The matchers of all queries, and the number of those which ask for a value of which nothing is known. */
export function matchersIn(
  read: readonly ReadQuery[],
  given: Given,
): { readonly judged: readonly JudgedMatcher[]; readonly notJudged: number } {
  const judged: JudgedMatcher[] = [];
  let notJudged = 0;
  const recorded = new Set(read.flatMap(({ records }) => records ?? []));
  for (const query of read) {
    for (const selector of query.reading.selectors) {
      const { name, matchers, reachMs } = selector;
      for (const matcher of matchers) {
        const { label, operator, matches, isVariable } = matcher;
        if (label === '__name__' || operator.startsWith('!') || (!isVariable && matches(''))) continue;
        const values = literalValues(matcher);
        // A rule may record under any name and with any labels. With @ a query reads a time of which nothing is known.
        const isOpen = name === undefined || reachMs === undefined || recorded.has(name);
        const domains = isOpen || values === undefined ? [] : domainsOf(name, label, given);
        if (isOpen || values === undefined || domains.length === 0) notJudged += 1;
        else judged.push({ query, selector, name, label, values, domains, reachMs });
      }
    }
  }
  return { judged, notJudged };
}
