import { defineCheck } from '../../engine/define-check.ts';
import { pass, unknown, warn } from '../../engine/outcome.ts';
import { locationOf, queryEvidence, readQueries } from '../../evidence/queries.ts';

/** Absence is not shown as 0. */
export const queryHiddenAbsence = defineCheck({
  id: 'TL804',
  link: 'query',
  title: 'Absence is not shown as 0',
  proves: 'no query ends in "or vector(0)", which shows metrics that do not arrive as a 0',
  explain:
    'With "or vector(0)" a panel shows 0 where nothing is stored at all: a service that lost its telemetry looks like ' +
    'one without work. Leave it out, and alert on absence: absent(openclaw_tokens_total). With series that begin at 0 ' +
    'it is not needed either.',
  severity: 'warning',
  modes: [66],
  needs: ['readers'],
  run: ({ readers }) => {
    const { read } = readQueries(readers);
    if (read.length === 0) return unknown('the files given hold no query');
    const hiding = read.filter(({ reading }) => reading.hidesAbsence);
    const [first] = hiding;
    if (!first) return pass('no query shows absence as 0', []);
    const evidence = hiding.slice(0, 10).map((query) => queryEvidence(query, query.expression));
    return warn(`${hiding.length} queries show absence as 0`, evidence, {
      location: locationOf(first),
      affects: hiding.map(({ where }) => where),
      fix: { kind: 'manual', text: 'drop "or vector(0)"; alert on absence with absent(…)' },
    });
  },
});
