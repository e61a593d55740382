import { counted } from '../../../shared/text/count.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { judged, pass, unknown, warn } from '../../engine/outcome.ts';
import { locationOf, queries, queryEvidence, restOf } from '../../evidence/queries.ts';

/** Missing metrics are not shown as 0. */
export const queryHiddenAbsence = defineCheck({
  id: 'TL804',
  link: 'query',
  title: 'Absence is not shown as 0',
  proves: 'no query returns a number by "or vector(0)" where all of its series are missing',
  explain:
    'With "or vector(0)" a panel shows 0 even if nothing is stored: a service that lost its telemetry looks like one that ' +
    'has no work. Remove it, and alert on absence: absent(openclaw_tokens_total). Where series begin at 0, it has no use ' +
    'either. In (errors or vector(0)) / requests it hides nothing: the divisor is absent, too. An alert that fires on the ' +
    'number is not reported either.',
  severity: 'warning',
  modes: [66],
  needs: [queries],
  run: ({ queries }) => {
    const { read } = queries;
    const seen = judged(read.map((query) => queryEvidence(query, query.expression)));
    if (!seen) return unknown(`the given files contain no query that can be read${restOf(queries, read)}`);
    const hiding = read.filter(({ reading: { hidesAbsence }, where }) =>
      // An alert that fires where nothing is there hides nothing.
      where.startsWith('alert ') ? hidesAbsence === 'shows' : hidesAbsence !== 'no',
    );
    const [first] = hiding;
    if (!first)
      return pass(
        `none of ${counted(read.length, 'query')} shows absence as 0${restOf(queries, read)}`,
        seen,
      );
    const evidence = hiding.slice(0, 10).map((query) => queryEvidence(query, query.expression));
    return warn(counted(hiding.length, 'query shows absence as 0', 'queries show absence as 0'), evidence, {
      location: locationOf(first),
      affects: hiding.map(({ where }) => where),
      fix: { kind: 'manual', text: 'remove "or vector(0)"; alert on absence with absent(…)' },
    });
  },
});
