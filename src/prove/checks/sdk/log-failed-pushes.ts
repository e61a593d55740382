import { defineCheck } from '../../engine/define-check.ts';
import { healthySince } from '../../evidence/healthy-since.ts';
import { logLines } from '../../evidence/log-lines.ts';
import { logErrors } from '../../outcomes/log-errors.ts';

/** No log line reports a push that failed and did not recover. */
export const sdkLogFailedPushes = defineCheck({
  id: 'TL306',
  link: 'sdk',
  title: 'Log shows no failed push',
  proves: 'no log line reports a failed push, or a later push was accepted',
  explain:
    'An exporter that cannot push reports it in the log only. The line shows which link failed: the name, the ' +
    'connection, TLS, the protocol, or the receiver by its status code.',
  severity: 'error',
  modes: [5, 19, 20, 23, 26, 30, 31, 32, 34, 38, 39, 46, 53],
  needs: [logLines],
  uses: [healthySince],
  symptom: true,
  run: ({ logLines, healthySince }) => logErrors(logLines, 'push', { healthySince }),
});
