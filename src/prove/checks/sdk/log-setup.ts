import { defineCheck } from '../../engine/define-check.ts';
import { healthySince } from '../../evidence/healthy-since.ts';
import { logLines } from '../../evidence/log-lines.ts';
import { modesAbout } from '../../../shared/failure-modes/match.ts';
import { logErrors } from '../../outcomes/log-errors.ts';

/** No log line reports an SDK that is set up wrongly. */
export const sdkLogSetup = defineCheck({
  id: 'TL305',
  link: 'sdk',
  title: 'Log shows one working SDK',
  proves: 'no log line reports a second SDK, a second copy of its API, or an instrument past its limit',
  explain:
    'The OpenTelemetry API rejects a second registration in one process, and a registration by another version of ' +
    'the API. It logs one line, and the second SDK or the second copy then does nothing. An instrument with more ' +
    'attribute sets than its limit records the rest in one overflow series.',
  severity: 'error',
  modes: modesAbout('sdk'),
  onlyPushed: true,
  needs: [logLines],
  uses: [healthySince],
  run: ({ logLines, healthySince }) => logErrors(logLines, ['sdk'], { healthySince }),
});
