import { defineEvidence, known } from '../engine/define-evidence.ts';
import type { Evidence, Location } from '../engine/outcome.ts';
import { otherLanguage, QueryError, readQuery, type QueryReading } from '../promql/index.ts';
import type { ReaderQuery } from '../sources/index.ts';

/** A query with its parsed expression. */
export interface ReadQuery extends ReaderQuery {
  readonly reading: QueryReading;
}

export interface Queries {
  readonly read: readonly ReadQuery[];
  /** Queries that are not PromQL, and why. */
  readonly wrong: readonly { readonly query: ReaderQuery; readonly problem: string }[];
  /** Queries that may be valid, and cannot be read here, and why. */
  readonly notJudged: Queries['wrong'];
}

/** The queries of the dashboards and rules, parsed. */
export const queries = defineEvidence({
  name: 'queries',
  needs: ['readers'],
  answer: ({ readers }) => known(parsedQueries(readers.queries)),
});

/** Queries by what can be said of them. */
export function parsedQueries(given: readonly ReaderQuery[]): Queries {
  const read: ReadQuery[] = [];
  const wrong: Queries['wrong'][number][] = [];
  const notJudged: Queries['wrong'][number][] = [];
  const isLogQL = ({ expression }: ReaderQuery): boolean => otherLanguage(expression) === 'LogQL';
  const ofLoki = new Set(given.filter(isLogQL).map(({ group }) => group));
  for (const query of given) {
    const isOfLoki = query.group !== undefined && ofLoki.has(query.group) && !isLogQL(query);
    const stated = query.language ?? (isOfLoki ? 'LogQL, as others of its group' : undefined);
    if (stated !== undefined) {
      notJudged.push({ query, problem: `it is ${stated}` });
      continue;
    }
    try {
      read.push({ ...query, reading: readQuery(query.expression) });
    } catch (error) {
      if (!(error instanceof QueryError)) throw error;
      const language = otherLanguage(query.expression);
      if (language !== undefined) {
        notJudged.push({ query, problem: `it is ${language}` });
        continue;
      }
      if (query.dialect !== undefined) {
        notJudged.push({ query, problem: `it is no PromQL, and may be ${query.dialect}` });
        continue;
      }
      // Any other type: it may be valid for the server, such as a regular expression that only RE2 supports.
      (error.errorType === 'bad_data' ? wrong : notJudged).push({ query, problem: error.message });
    }
  }
  return { read, wrong, notJudged };
}

export function queryEvidence(query: ReaderQuery, saw: string): Evidence {
  return { source: `${query.file}:${query.line}`, saw: `${query.where}: ${saw}` };
}

/** How many of the given queries are not among those that were judged, as the end of a sentence; empty if none. */
export function restOf({ read, wrong, notJudged }: Queries, judgedOnes: readonly ReaderQuery[]): string {
  const rest = read.length + wrong.length + notJudged.length - new Set(judgedOnes).size;
  return rest > 0 ? `; ${rest} of the queries not judged` : '';
}

export function locationOf({ file, line }: ReaderQuery): Location {
  return { file, line };
}
