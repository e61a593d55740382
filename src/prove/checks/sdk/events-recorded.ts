import { TELEMETRY_PLUGIN } from '../../../shared/config/index.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { fail, type Judged, pass, unknown } from '../../engine/outcome.ts';
import { gatewayStatus } from '../../evidence/gateway-status.ts';

/** The plugin listens to the gateway's events. */
export const sdkEventsRecorded = defineCheck({
  id: 'TL311',
  link: 'sdk',
  title: 'Events reach the recorder',
  proves: "the plugin that exports has a listener on the gateway's own diagnostic events",
  explain:
    'A plugin with its own copy of the event bus listens to that copy: it loads, its exporter runs, its pushes are ' +
    'accepted, and nothing is ever recorded. The plugin must get the events from the gateway, and must not import ' +
    'a second bus.',
  severity: 'error',
  modes: [13],
  onlyPushed: true,
  needs: [gatewayStatus],
  dependsOn: ['TL201', 'TL203', 'TL204'],
  run: ({ gatewayStatus: { plugins, exporter, source } }) => {
    const listeners = plugins.find(({ id }) => id === TELEMETRY_PLUGIN)?.listeners;
    if (listeners === undefined || !exporter)
      return unknown('the gateway does not show who listens to its events');
    const saw = `${TELEMETRY_PLUGIN} exports, and has ${listeners} listeners on the gateway's events`;
    const evidence: Judged = [{ source, saw }];
    if (listeners > 0) return pass("the plugin listens to the gateway's events", evidence);
    return fail(
      `${TELEMETRY_PLUGIN} runs and pushes, but does not listen to the gateway's events`,
      evidence,
      {
        affects: ['every metric: nothing is ever recorded'],
        fix: {
          kind: 'manual',
          text: 'install the plugin without a copy of the event bus: gateway and plugin must resolve one package',
        },
      },
    );
  },
});
