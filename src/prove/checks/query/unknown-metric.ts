import { counted } from '../../../shared/text/count.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { type AbsentNames, emptyQueries } from '../../evidence/empty-queries.ts';
import { type Evidence, fail, judged, pass, unknown, warn } from '../../engine/outcome.ts';
import { locationOf, type Queries, queries, queryEvidence } from '../../evidence/queries.ts';
import { type QueryRename, queryRenames } from '../../evidence/query-renames.ts';
import { nameInQuery } from '../../promql/index.ts';
import { renamingFix } from '../../fix/rename-metric.ts';

/** Queries select names that are stored. */
export const queryUnknownMetric = defineCheck({
  id: 'TL801',
  link: 'query',
  title: 'Queries select stored metrics',
  proves:
    'each query of the dashboards and rules selects a series that the contract predicts, or that the backend stores',
  explain:
    'A query for a name that is not stored never returns data, and looks like a service without traffic. Names depend on ' +
    'the translation strategy, the unit and the kind: openclaw.tokens is openclaw_tokens_total in Prometheus, ' +
    'openclaw_tokens in Mimir, and a histogram is stored as _bucket, _count and _sum. A query is reported only where the ' +
    'missing name leaves it no result: A or B returns data where one of them is stored, A unless B where B is not, and ' +
    'absent(A) because A is not.',
  severity: 'error',
  modes: [55, 56, 71],
  needs: ['readers', queries, emptyQueries, queryRenames],
  run: ({ readers, queries, emptyQueries, queryRenames }) => {
    const { read, wrong, notJudged } = queries;
    const leftOut = readers.unread.map((saw) => ({ source: 'left out', saw }));
    if (read.length + wrong.length + notJudged.length === 0)
      return unknown(`the given files contain no query${leftOut[0] ? `: ${leftOut[0].saw}` : ''}`);
    const { absent, isStoreKnown, otherForms } = emptyQueries;
    const dead = absent.flatMap(({ query, proof }) =>
      proof.map((name) => ({
        query,
        name,
        rename: queryRenames.find((one) => one.query === query && one.names.has(name)),
      })),
    );
    const [broken] = wrong;
    if (dead.length === 0 && broken) {
      return warn(
        `${counted(wrong.length, 'query')} cannot be parsed: ${broken.query.where} is not PromQL`,
        wrong.slice(0, 10).map(({ query, problem }) => queryEvidence(query, `not PromQL: ${problem}`)),
        {
          modes: [],
          location: locationOf(broken.query),
          fix: { kind: 'manual', text: 'fix the expression, or leave out queries for another data source' },
        },
      );
    }
    const [first] = dead;
    if (!first) {
      const ofOthers = emptyQueries.notJudged.filter(({ names }) => names.length > 0);
      const remarks = [
        ...leftOut,
        ...(isStoreKnown ? spared(absent) : []),
        ...unjudged(notJudged),
        ...ofOthers
          .slice(0, 10)
          .map(({ query, names }) => queryEvidence(query, `not under contract: ${names.join(', ')}`)),
      ];
      if (read.length === 0)
        return unknown(`none of ${counted(notJudged.length, 'query')} can be judged`, remarks);
      const open = new Set(emptyQueries.notJudged.map(({ query }) => query));
      const asked = read.filter((query) => !open.has(query));
      const seen = judged(asked.map((query) => queryEvidence(query, query.expression)));
      const nameless = emptyQueries.notJudged.length - ofOthers.length;
      const rest = [
        ...(ofOthers.length === 0
          ? []
          : [
              `${counted(ofOthers.length, 'query selects', 'queries select')} metrics that are not under contract: not judged without --backend`,
            ]),
        ...(nameless === 0
          ? []
          : [`${counted(nameless, 'query selects', 'queries select')} no metric by its name: not judged`]),
        ...(notJudged.length === 0 ? [] : [counted(notJudged.length, 'is not judged', 'are not judged')]),
      ];
      if (!seen) return unknown(rest.join('; '), remarks);
      return pass(
        [`${counted(asked.length, 'query selects', 'queries select')} series that are stored`, ...rest].join(
          '; ',
        ),
        [...seen, ...remarks],
      );
    }
    const evidence = dead
      .slice(0, 10)
      .map(({ query, name, rename }) =>
        queryEvidence(
          query,
          rename
            ? `${name} is not stored; ${instead(rename, name)}`
            : `${name} is not stored${insteadOf(otherForms.get(name))}: ${query.expression}`,
        ),
      );
    const fixes = queryRenames.filter(({ problem }) => problem === undefined);
    const details = {
      affects: [...new Set(dead.map(({ query }) => `${query.where} of ${query.file}`))],
      location: locationOf(first.query),
      fix:
        renamingFix(readers, fixes) ??
        ({
          kind: 'manual',
          text: otherForms.has(first.name)
            ? 'query a native histogram by its name, without _bucket and without by (le); a classic one by sum by (le) of its _bucket'
            : 'use a name that is stored, or remove the query',
        } as const),
    };
    const message = `${counted(new Set(dead.map(({ query }) => query)).size, 'query')} can never return data: ${first.name} is not stored`;
    return queryRenames.length > 0 ? fail(message, evidence, details) : warn(message, evidence, details);
  },
});

/** The query to use; where that returns nothing either, what is known of the other name. */
function instead({ names, fixed, problem }: QueryRename, name: string): string {
  if (problem === undefined) return `use ${fixed}`;
  return `the contract's metric is ${nameInQuery(names.get(name) ?? '')} here, but ${problem}`;
}

function insteadOf(form: string | undefined): string {
  if (form === undefined) return '';
  return `; the histogram is ${/_(?:bucket|count|sum)$/.test(form) ? 'classic' : 'native'}, as ${form}`;
}

/** Names that are not stored, in queries that may return data without them: worth a look, and no fault. */
function spared(absent: readonly AbsentNames[]): Evidence[] {
  return absent
    .flatMap(({ query, spared: names }) =>
      names.map((name) =>
        queryEvidence(query, `${name} is not stored; the query may return data without it`),
      ),
    )
    .slice(0, 10);
}

function unjudged(notJudged: Queries['notJudged']): Evidence[] {
  return notJudged.slice(0, 10).map(({ query, problem }) => queryEvidence(query, `not judged: ${problem}`));
}
