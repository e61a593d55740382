import { defineCheck } from '../../engine/define-check.ts';
import { judgeLogs } from '../../evidence/log-lines.ts';

/** No log tells of samples that the store refused. */
export const sdkLogRejectedSamples = defineCheck({
  id: 'TL307',
  link: 'sdk',
  title: 'Log shows no refused sample',
  proves:
    "no line of the backend's log tells of samples that were out of order, too old, twice or in the future",
  explain:
    'Prometheus logs samples that it cannot append: out of order (also of target_info, where several batches carry ' +
    'the same resource), too old, in the future, or twice because two processes write under one identity. It refuses ' +
    'the whole batch with them.',
  severity: 'warning',
  modes: [48, 49, 50, 51],
  needs: ['logs'],
  symptom: true,
  run: (witnesses) => judgeLogs(witnesses, 'store', 'warning'),
});
