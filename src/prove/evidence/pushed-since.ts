import { defineEvidence, known } from '../engine/define-evidence.ts';
import { exporter } from './exporter.ts';

/**
 * Time in Unix milliseconds from which stored samples show that the gateway's pushes arrive: since then its exporter is as it is
 * now. What is older was pushed with another configuration: it stays in the backend for some intervals after a reload. 0 where a
 * gateway of another version does not say it. Infinity where the exporter has pushed nothing since.
 */
export const pushedSince = defineEvidence({
  name: 'pushedSince',
  needs: [exporter],
  answer: ({ exporter: { accepted, setUpAt } }) =>
    known(accepted === 0 ? Infinity : setUpAt === undefined ? 0 : Date.parse(setUpAt)),
});
