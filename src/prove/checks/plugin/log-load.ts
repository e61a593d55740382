import { defineCheck } from '../../engine/define-check.ts';
import { healthySince } from '../../evidence/healthy-since.ts';
import { logLines } from '../../evidence/log-lines.ts';
import { modesAbout } from '../../../shared/failure-modes/match.ts';
import { logErrors } from '../../outcomes/log-errors.ts';

/** No log line reports a plugin that could not be loaded. */
export const pluginLogLoad = defineCheck({
  id: 'TL205',
  link: 'plugin',
  title: 'Log shows the plugin load',
  proves: 'no log line reports a missing module, or an SDK of another major version',
  explain:
    'When a plugin throws at its start, OpenClaw logs the error and goes on; its status still shows the plugin as ' +
    'loaded. "Cannot find module \'@opentelemetry/api\'" means that the dependencies are not installed where Node ' +
    'looks for them. "Resource is not a constructor" means that parts of the OpenTelemetry SDK have different major ' +
    'versions.',
  severity: 'error',
  modes: modesAbout('plugin'),
  needs: [logLines],
  uses: [healthySince],
  // Missing files are the cause, and where they are missing is known there.
  dependsOn: ['TL207'],
  run: ({ logLines, healthySince }) => logErrors(logLines, ['plugin'], { healthySince }),
});
