import type { BackendView } from '../../views/backend.ts';
import { resultOf } from '../../views/result.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { expected } from '../../evidence/expected-metrics.ts';
import { fail, pass, unknown, warn } from '../../engine/outcome.ts';
import { locationOf, queries, queryEvidence, type ReadQuery } from '../../evidence/queries.ts';
import { renamed, renamingFix } from '../../fix/rename-metric.ts';
import { meantBy } from '../../evidence/meant-metric.ts';

const DAY_MS = 86_400_000;

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
    'openclaw_tokens in Mimir, and a histogram is stored as _bucket, _count and _sum.',
  severity: 'error',
  modes: [55, 56, 71],
  needs: ['readers', queries, expected],
  uses: ['backend'],
  run: async ({ readers, queries, expected, backend }) => {
    const { read, wrong } = queries;
    const leftOut = readers.unread.map((saw) => ({ source: 'left out', saw }));
    if (read.length + wrong.length === 0)
      return unknown(`the given files contain no query${leftOut[0] ? `: ${leftOut[0].saw}` : ''}`);
    const recorded = new Set(readers.queries.flatMap(({ records }) => records ?? []));
    const absent = namesIn(read).filter(
      ({ name }) => !recorded.has(name) && !expected.some(({ series }) => series.includes(name)),
    );
    const stored = backend && absent.length > 0 ? await resultOf(storedNames(backend, absent)) : undefined;
    const dead = absent
      .filter(({ name }) => !(stored?.ok && stored.value.includes(name)))
      .map((one) => ({ ...one, meant: meantBy(one.name, expected) }));
    // Another service may have a metric that the contract does not name: only a backend can rule that out.
    const certain = dead.filter(({ meant }) => meant !== undefined || stored?.ok);
    const [broken] = wrong;
    if (certain.length === 0 && broken) {
      return warn(
        `${wrong.length} queries cannot be parsed: ${broken.query.where} is not PromQL`,
        wrong.slice(0, 10).map(({ query, problem }) => queryEvidence(query, `not PromQL: ${problem}`)),
        {
          modes: [],
          location: locationOf(broken.query),
          fix: { kind: 'manual', text: 'fix the expression, or leave out queries for another data source' },
        },
      );
    }
    const [first] = certain;
    if (!first) return pass(`${read.length} queries select series that are stored`, leftOut);
    const evidence = certain
      .slice(0, 10)
      .map(({ query, name, meant }) =>
        queryEvidence(
          query,
          meant === undefined
            ? `${name} is not stored: ${query.expression}`
            : `${name} is not stored; use ${renamed(query.expression, name, meant)}`,
        ),
      );
    const renamings = certain.flatMap(({ query, name, meant }) =>
      meant === undefined ? [] : [{ file: query.file, written: query.written, from: name, to: meant }],
    );
    const details = {
      affects: [...new Set(certain.map(({ query }) => `${query.where} of ${query.file}`))],
      location: locationOf(first.query),
      fix:
        renamingFix(readers, renamings) ??
        ({ kind: 'manual', text: 'use a name that is stored, or remove the query' } as const),
    };
    const message = `${certain.length} queries can never return data: ${first.name} is not stored`;
    return certain.some(({ meant }) => meant !== undefined)
      ? fail(message, evidence, details)
      : warn(message, evidence, details);
  },
});

function namesIn(read: readonly ReadQuery[]): { readonly query: ReadQuery; readonly name: string }[] {
  return read.flatMap((query) =>
    query.reading.selectors.flatMap(({ name }) => (name === undefined ? [] : [{ query, name }])),
  );
}

async function storedNames(
  backend: BackendView,
  absent: readonly { readonly name: string }[],
): Promise<string[]> {
  const now = Date.now();
  const pattern = [...new Set(absent.map(({ name }) => name))]
    .map((name) => name.replaceAll(/[^\w:]/g, '.'))
    .join('|');
  const found = await backend.api.series(`{__name__=~${JSON.stringify(pattern)}}`, now - DAY_MS, now);
  return found.flatMap((labels) => labels['__name__'] ?? []);
}
