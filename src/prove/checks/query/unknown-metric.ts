import { answered } from '../../views/backend.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { fail, pass, unknown, warn } from '../../engine/outcome.ts';
import {
  expectedFor,
  locationOf,
  queryEvidence,
  type ReadQuery,
  readQueries,
} from '../../evidence/queries.ts';
import { renamed, renamingFix } from '../../fix/rename-metric.ts';
import { meantBy } from '../../evidence/meant-metric.ts';

const DAY_MS = 86_400_000;

/** Queries ask for names that are stored. */
export const queryUnknownMetric = defineCheck({
  id: 'TL801',
  link: 'query',
  title: 'Queries ask for what is stored',
  proves:
    'each query of the dashboards and rules names a series that the contract predicts, or the backend holds',
  explain:
    'A query for a name that nobody stores returns nothing, for ever, and looks like a quiet service. Names change with ' +
    'the translation strategy, the unit and the kind: openclaw.tokens is openclaw_tokens_total in Prometheus, ' +
    'openclaw_tokens in Mimir, and a histogram is stored as _bucket, _count and _sum.',
  severity: 'error',
  modes: [55, 56, 71],
  needs: ['readers', 'contract'],
  uses: ['backend'],
  run: async ({ readers, contract, backend }) => {
    const { read, wrong } = readQueries(readers);
    const leftOut = readers.unread.map((saw) => ({ source: 'left out', saw }));
    if (read.length + wrong.length === 0)
      return unknown(`the files given hold no query${leftOut[0] ? `: ${leftOut[0].saw}` : ''}`);
    const expected = await expectedFor(contract, backend);
    const recorded = new Set(readers.queries.flatMap(({ records }) => records ?? []));
    const absent = asked(read).filter(
      ({ name }) => !recorded.has(name) && !expected.some(({ series }) => series.includes(name)),
    );
    const stored = backend && absent.length > 0 ? await answered(storedNames(backend, absent)) : undefined;
    const dead = absent
      .filter(({ name }) => !(stored?.ok && stored.value.includes(name)))
      .map((one) => ({ ...one, meant: meantBy(one.name, expected) }));
    // A metric of somebody else, which only the backend could tell about.
    const certain = dead.filter(({ meant }) => meant !== undefined || stored?.ok);
    const unread = wrong.map(({ query, problem }) => queryEvidence(query, `no PromQL: ${problem}`));
    const [broken] = wrong;
    if (certain.length === 0 && broken) {
      return warn(
        `${wrong.length} queries cannot be read: ${broken.query.where} is no PromQL`,
        unread.slice(0, 10),
        {
          modes: [],
          location: locationOf(broken.query),
          fix: { kind: 'manual', text: 'mend the expression, or leave out what is for another data source' },
        },
      );
    }
    if (certain.length === 0) return pass(`${read.length} queries ask for series that are stored`, leftOut);
    const evidence = certain
      .slice(0, 10)
      .map(({ query, name, meant }) =>
        queryEvidence(
          query,
          meant === undefined
            ? `${name} is stored nowhere: ${query.expression}`
            : `${name} is stored nowhere; ask ${renamed(query.expression, name, meant)}`,
        ),
      );
    const renamings = certain.flatMap(({ query, name, meant }) =>
      meant === undefined ? [] : [{ file: query.file, written: query.written, from: name, to: meant }],
    );
    const fix = renamingFix(readers, renamings);
    const [first] = certain;
    const details = {
      affects: [...new Set(certain.map(({ query }) => `${query.where} of ${query.file}`))],
      ...(first ? { location: locationOf(first.query) } : {}),
      fix: fix ?? ({ kind: 'manual', text: 'ask for a name that is stored, or drop the query' } as const),
    };
    const message = `${certain.length} queries can never return data: ${first?.name} is stored nowhere`;
    return certain.some(({ meant }) => meant !== undefined)
      ? fail(message, evidence, details)
      : warn(message, evidence, details);
  },
});

function asked(read: readonly ReadQuery[]): { readonly query: ReadQuery; readonly name: string }[] {
  return read.flatMap((query) =>
    query.reading.selectors.flatMap(({ name }) => (name === undefined ? [] : [{ query, name }])),
  );
}

async function storedNames(
  backend: Parameters<typeof expectedFor>[1] & object,
  absent: readonly { readonly name: string }[],
): Promise<string[]> {
  const now = Date.now();
  const pattern = [...new Set(absent.map(({ name }) => name))]
    .map((name) => name.replaceAll(/[^\w:]/g, '.'))
    .join('|');
  const found = await backend.api.series(`{__name__=~${JSON.stringify(pattern)}}`, now - DAY_MS, now);
  return found.flatMap((labels) => labels['__name__'] ?? []);
}
