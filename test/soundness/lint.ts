import { setTimeout as sleep } from 'node:timers/promises';
import type { Contract } from '../../src/prove/contract/index.ts';
import { type Check } from '../../src/prove/engine/define-check.ts';
import { Answers } from '../../src/prove/engine/define-evidence.ts';
import { arrival } from '../../src/prove/evidence/arrival/evidence.ts';
import { queryOperandsNeverMatch } from '../../src/prove/checks/query/operands-never-match.ts';
import { queryUnknownLabel } from '../../src/prove/checks/query/unknown-label.ts';
import { queryUnknownValue } from '../../src/prove/checks/query/unknown-value.ts';
import { contractLabels } from '../../src/prove/evidence/contract-labels.ts';
import { type LabelsOf, readQuery } from '../../src/prove/promql/index.ts';
import { queryUnknownMetric } from '../../src/prove/checks/query/unknown-metric.ts';
import type { BackendView } from '../../src/prove/index.ts';
import type { ReaderQuery, Readers } from '../../src/prove/sources/index.ts';

/** What lint said of a query, and the expression of which the server has to return nothing if it is right. */
export interface Claim {
  readonly by: string;
  readonly says: string;
  readonly neverReturns: string;
}

export interface Query {
  readonly expression: string;
  /** The name of the rule that records it. */
  readonly records?: string;
}

/** Judges queries as `throughline lint` does, and returns what it calls impossible, by the query's place. */
export type Lint = (queries: readonly Query[]) => Promise<ReadonlyMap<number, readonly Claim[]>>;

export async function lintOf(contract: Contract, backend: BackendView | undefined): Promise<Lint> {
  const clock = { now: Date.now, sleep };
  const sources = { contract, clock, ...(backend ? { backend } : {}) };
  const arrived = backend && (await new Answers(sources).of(arrival));
  const labels = await labelsFrom(new Answers(sources));
  const given = { ...sources, ...(arrived?.ok ? { arrival: arrived.value } : {}) };
  const run = (check: Check, queries: readonly ReaderQuery[]) =>
    check.runWith({ ...given, readers: readersOf(queries) });
  return async (queries) => {
    const asked = queries.map(readerQuery);
    const claims = new Map<number, Claim[]>();
    const claim = (at: number, one: Claim): void => void claims.set(at, [...(claims.get(at) ?? []), one]);

    const empty = await run(queryUnknownMetric, asked);
    for (const at of blamed(empty, asked))
      claim(at, { by: 'TL801', says: empty.message, neverReturns: asked[at]?.expression ?? '' });

    for (const at of blamed(await run(queryOperandsNeverMatch, asked), asked)) {
      // One at a time: the evidence of many is cut.
      const { evidence } = await run(queryOperandsNeverMatch, asked.slice(at, at + 1));
      for (const { saw } of evidence) {
        // Of a join that fails on the server lint shows the error: the whole query fails with it.
        const neverReturns = saw.includes('/api/v1/query answered 422')
          ? (asked[at]?.expression ?? '')
          : part(/: only one side has [^:]*: (.*)$/s, saw)[0];
        claim(at, { by: 'TL808', says: saw, neverReturns });
      }
    }

    for (const at of blamed(await run(queryUnknownLabel, asked), asked)) {
      const { evidence } = await run(queryUnknownLabel, asked.slice(at, at + 1));
      for (const { saw } of evidence) {
        const [inner] = /the inner expression has no label (\S+?);/.exec(saw)?.slice(1) ?? [];
        if (inner !== undefined) {
          for (const neverReturns of seriesWith(inner, asked[at]?.expression ?? '', labels))
            claim(at, { by: 'TL802', says: saw, neverReturns });
          continue;
        }
        const [metric, label] = part(/: (\S+) has no label (\S+?);/, saw);
        claim(at, { by: 'TL802', says: saw, neverReturns: `{__name__="${metric}",${label}!=""}` });
      }
    }

    const ofValues = await run(queryUnknownValue, asked);
    for (const at of blamed(ofValues, asked)) {
      claim(at, { by: 'TL831', says: ofValues.message, neverReturns: asked[at]?.expression ?? '' });
      const { evidence } = await run(queryUnknownValue, asked.slice(at, at + 1));
      for (const { saw } of evidence) {
        const [metric, matcher] = part(/: (\S+) has no series with (\S+?="(?:[^"\\]|\\.)*"):/, saw);
        claim(at, { by: 'TL831', says: saw, neverReturns: `{__name__="${metric}",${matcher}}` });
      }
    }
    return claims;
  };
}

/** Of the expressions in a query that are said to lack a label, the series that have it. */
function seriesWith(label: string, query: string, labelsOf: LabelsOf): string[] {
  return readQuery(query)
    .labelFlow(labelsOf)
    .absent.filter((one) => one.label === label)
    .flatMap(({ within }) => within)
    .map((expression) => `(group by (${label}) (${expression}\n)) unless on (${label}) vector(1)`);
}

async function labelsFrom(answers: Answers): Promise<LabelsOf> {
  const answer = await answers.of(contractLabels);
  if (!answer.ok) throw new Error(answer.outcome.message);
  return answer.value;
}

/** What a message says that lint prints. @throws where it has another form: the claim would go unjudged */
function part(pattern: RegExp, message: string): [string, string] {
  const [, first, second = ''] = pattern.exec(message) ?? [];
  if (first === undefined) throw new Error(`the test does not read this claim: ${message}`);
  return [first, second];
}

function readerQuery({ expression, records }: Query, at: number): ReaderQuery {
  return {
    file: 'rules.yaml',
    line: at + 1,
    where: `query ${at}`,
    expression,
    written: expression,
    ...(records === undefined ? {} : { records }),
  };
}

function readersOf(queries: readonly ReaderQuery[]): Readers {
  return { queries, dashboards: [], files: new Map(), others: [], unread: [] };
}

/** Places of the queries that an outcome names. */
function blamed(
  { affects = [] }: { readonly affects?: readonly string[] },
  asked: readonly ReaderQuery[],
): number[] {
  const names = new Set(affects.map((name) => name.replace(/ of rules\.yaml$/, '')));
  return asked.flatMap(({ where }, at) => (names.has(where) ? [at] : []));
}
