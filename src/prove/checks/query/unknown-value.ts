import { counted } from '../../../shared/text/count.ts';
import { identityLabels, resourceOf } from '../../contract/index.ts';
import { backendRules } from '../../evidence/backend-rules.ts';
import { expected } from '../../evidence/expected-metrics.ts';
import { locationOf, queries, queryEvidence } from '../../evidence/queries.ts';
import type { Given } from '../../evidence/values/domain.ts';
import { matchersIn } from '../../evidence/values/matchers.ts';
import { storedValues } from '../../evidence/values/stored.ts';
import { impossibleQueries, type UnknownValue } from '../../evidence/values/impossible.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { fail, judged, pass, skip, unknown, warn } from '../../engine/outcome.ts';
import { valueFix } from '../../fix/replace-value.ts';
import { createTranslator } from '../../translate/index.ts';

/** Queries ask for values that a series can have. */
export const queryUnknownValue = defineCheck({
  id: 'TL831',
  link: 'query',
  title: 'Queries ask for values that exist',
  proves: 'each value of a label that a query asks for can be that of a series of its metric',
  explain:
    'A matcher with a value that no series has selects nothing, although metric and label are right. job is ' +
    'service.namespace/service.name, or the name alone without a namespace. Numbers and booleans have one form each: ' +
    'true, 200, 0.5. By OTLP a bound is stored as le="5", and Prometheus 3 stores it as le="5.0" when it scrapes; a bound ' +
    'that the histogram does not have returns nothing. Types, lists of values and bounds are those of the contract: values ' +
    'and bounds of a metric. With a backend, a value that it stores is never reported.',
  severity: 'error',
  modes: [78],
  needs: ['clock', 'contract', 'readers', queries, expected, backendRules],
  uses: ['backend'],
  run: async ({ clock, contract, readers, queries, expected, backendRules, backend }) => {
    const server = backendRules.backend;
    const translator = createTranslator(server);
    const given: Given = {
      expected,
      job: contract.job,
      identity: identityLabels(contract, server),
      isPromoted: (key) =>
        translator
          .within(new Map([...resourceOf(contract), [key, 'x']]))
          .labels(new Map())
          ?.has(translator.labelName(key)) === true,
    };
    const { judged: matchers, notJudged } = matchersIn(queries.read, given);
    if (matchers.length === 0)
      return notJudged === 0
        ? skip('no query asks for the value of a label')
        : unknown(`${counted(notJudged, 'value of a label', 'values of labels')}: not judged`);
    const stored = backend && (await storedValues(backend, matchers, clock.now()));
    const { dead, spared, count } = impossibleQueries(queries.read, matchers, stored);
    const [first] = dead;
    const rest = notJudged + matchers.length - count;
    if (!first) {
      const seen = judged([
        ...spared.map((one) =>
          queryEvidence(one.query, `${sentence(one)}; the query may return data without it`),
        ),
        ...[...new Set(matchers.map(({ query }) => query))].map((query) =>
          queryEvidence(query, query.expression),
        ),
      ]);
      if (count === 0 || !seen) return unknown('the backend was not asked for any of the values');
      const others = rest === 0 ? '' : `; ${rest} more are not judged`;
      return pass(`${count} matchers ask for values that series can have${others}`, seen);
    }
    const isMeant = dead.some(({ ruledOut: { meant } }) => meant !== undefined);
    const message = `${counted(new Set(dead.map(({ query }) => query)).size, 'query')} can never return data: no series has ${first.label}=${JSON.stringify(first.value)}`;
    const evidence = dead.slice(0, 10).map((one) => queryEvidence(one.query, sentence(one)));
    const details = {
      affects: [...new Set(dead.map(({ query }) => `${query.where} of ${query.file}`))],
      location: locationOf(first.query),
      fix: valueFix(readers, dead) ?? {
        kind: 'manual' as const,
        text: 'ask for a value that a series has; where the contract is out of date, correct its job, values or bounds',
      },
    };
    // With a backend, TL904 judges a variable by the values that it lists.
    if (backend && dead.every(({ query }) => query.asksLabel !== undefined))
      return warn(message, evidence, { ...details, severity: 'note' });
    return isMeant ? fail(message, evidence, details) : warn(message, evidence, details);
  },
});

function sentence({ name, label, value, ruledOut: { why, meant } }: UnknownValue): string {
  const use = meant === undefined ? '' : `; use ${label}=${JSON.stringify(meant)}`;
  return `${name} has no series with ${label}=${JSON.stringify(value)}: ${why}${use}`;
}
