import { arrival } from '../../evidence/arrival/evidence.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { judgeLogs } from '../../evidence/log-lines.ts';

/** No log tells of an SDK that is set up wrongly. */
export const sdkLogSetup = defineCheck({
  id: 'TL305',
  link: 'sdk',
  title: 'Log shows one working SDK',
  proves:
    'no line of the logs tells of a second SDK, a second copy of its API, or an instrument past its limit',
  explain:
    'The OpenTelemetry API refuses a second registration in one process, and one by another version of itself: it ' +
    'logs one line, and the second SDK or the second copy then does nothing. An instrument with more attribute sets ' +
    'than its limit puts the rest into one overflow series.',
  severity: 'error',
  modes: [14, 16, 21],
  needs: ['logs'],
  uses: ['gateway', arrival],
  run: (witnesses) => judgeLogs(witnesses, 'sdk'),
});
