import { defineCheck } from '../../engine/define-check.ts';
import { logLines } from '../../evidence/log-lines.ts';
import { modesAbout } from '../../../shared/failure-modes/match.ts';
import { logErrors } from '../../outcomes/log-errors.ts';

/** No log line reports samples that the store rejected. */
export const sdkLogRejectedSamples = defineCheck({
  id: 'TL307',
  link: 'sdk',
  title: 'Log shows no rejected sample',
  proves: "no line of the backend's log reports samples out of order, too old, duplicated or in the future",
  explain:
    'Prometheus logs samples that it cannot append: out of order (also target_info, where several batches carry the ' +
    'same resource), too old, in the future, or duplicated because two processes write under one identity. It ' +
    'rejects the whole batch.',
  severity: 'warning',
  modes: modesAbout('samples'),
  onlyPushed: true,
  needs: [logLines],
  symptom: true,
  run: ({ logLines }) => logErrors(logLines, ['samples'], { severity: 'warning' }),
});
