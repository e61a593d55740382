import { defineCheck } from '../../engine/define-check.ts';
import { fail, pass, unknown } from '../../engine/outcome.ts';

const PLUGIN = 'diagnostics-otel';

/** The plugin hears the gateway's events. */
export const sdkEventsRecorded = defineCheck({
  id: 'TL311',
  link: 'sdk',
  title: 'Events reach the recorder',
  proves: "the plugin that exports has a listener on the gateway's own diagnostic events",
  explain:
    'A plugin that brings a copy of the event bus with it listens to that copy: it loads, its exporter runs, its ' +
    'pushes are accepted, and nothing is ever recorded. The plugin has to be given its events by the gateway, and to ' +
    'import no bus of its own.',
  severity: 'error',
  modes: [13],
  needs: ['gateway'],
  dependsOn: ['TL201', 'TL203', 'TL204'],
  run: async ({ gateway }) => {
    const status = await gateway.status();
    if (!status.ok) return unknown(status.error);
    const { plugins, exporter } = status.value;
    const listeners = plugins.find(({ id }) => id === PLUGIN)?.listeners;
    if (listeners === undefined || !exporter)
      return unknown('the gateway does not tell who listens to its events');
    const saw = `${PLUGIN} exports, and has ${listeners} listeners on the gateway's events`;
    const evidence = [{ source: `${gateway.url}/api/status`, saw }];
    if (listeners > 0) return pass("the plugin listens to the gateway's events", evidence);
    return fail(`${PLUGIN} runs and pushes, and does not hear the gateway's events`, evidence, {
      affects: ['every metric: nothing is ever recorded'],
      fix: {
        kind: 'manual',
        text: 'install the plugin without a copy of the event bus: one package for both, found from one folder',
      },
    });
  },
});
