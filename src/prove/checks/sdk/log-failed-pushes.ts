import { defineCheck } from '../../engine/define-check.ts';
import { healthySince } from '../../evidence/healthy-since.ts';
import { logLines } from '../../evidence/log-lines.ts';
import { type About, modesAbout } from '../../../shared/failure-modes/match.ts';
import { logErrors } from '../../outcomes/log-errors.ts';

/** All that makes a push fail, except single samples: those are TL307's. */
const ABOUT: readonly About[] = ['name', 'connection', 'tls', 'export', 'receiver', 'store'];

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
  modes: modesAbout(...ABOUT),
  onlyPushed: true,
  needs: [logLines],
  uses: [healthySince],
  symptom: true,
  run: ({ logLines, healthySince }) => logErrors(logLines, ABOUT, { healthySince }),
});
