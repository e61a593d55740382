import { arrival } from '../../evidence/arrival/evidence.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { judgeLogs } from '../../evidence/log-lines.ts';

/** No log tells of a failed push. */
export const sdkLogFailedPushes = defineCheck({
  id: 'TL306',
  link: 'sdk',
  title: 'Log shows no failed push',
  proves: 'no line of the logs tells of a push that failed and was not followed by one that was accepted',
  explain:
    'An exporter that cannot push says so in the log at most. The line tells at which link: the name, the ' +
    'connection, TLS, the protocol, or the status that the receiver answered.',
  severity: 'error',
  modes: [5, 19, 20, 23, 26, 30, 31, 32, 34, 38, 39, 46, 53],
  needs: ['logs'],
  uses: ['gateway', arrival],
  symptom: true,
  run: (witnesses) => judgeLogs(witnesses, 'push'),
});
