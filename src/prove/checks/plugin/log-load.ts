import { arrival } from '../../evidence/arrival/evidence.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { judgeLogs } from '../../evidence/log-lines.ts';

/** No log tells of a plugin that could not be loaded. */
export const pluginLogLoad = defineCheck({
  id: 'TL205',
  link: 'plugin',
  title: 'Log shows the plugin load',
  proves: 'no line of the logs tells of a missing module or of an SDK of another major',
  explain:
    'OpenClaw logs a plugin that throws at its start, and goes on: the plugin still reads as loaded. "Cannot find ' +
    'module \'@opentelemetry/api\'" means that its dependencies are not installed where Node looks for them; "Resource ' +
    'is not a constructor" that parts of the OpenTelemetry SDK are of different majors.',
  severity: 'error',
  modes: [11, 12],
  needs: ['logs'],
  uses: ['gateway', arrival],
  run: (witnesses) => judgeLogs(witnesses, 'plugin'),
});
