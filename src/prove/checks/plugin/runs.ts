import { defineCheck } from '../../engine/define-check.ts';
import { fail, pass, unknown } from '../../engine/outcome.ts';

const ID = 'diagnostics-otel';

/** The running gateway has loaded the plugin and started its service. */
export const pluginRuns = defineCheck({
  id: 'TL204',
  link: 'plugin',
  title: 'Plugin diagnostics-otel runs',
  proves: 'the gateway in fact loaded the plugin, and its service started',
  explain:
    'What the configuration says and what the process does can differ: an edit that was not taken over, a plugin ' +
    'whose dependencies cannot be found, a service that throws at its start. The gateway states which in its status.',
  severity: 'error',
  modes: [10, 11, 12],
  needs: ['gateway'],
  dependsOn: ['TL201'],
  run: async ({ gateway }) => {
    const status = await gateway.status();
    if (!status.ok) return unknown(status.error);
    const source = `${gateway.url}/api/status`;
    const plugin = status.value.plugins.find(({ id }) => id === ID);
    if (!plugin) {
      return fail(
        `the gateway knows no plugin ${ID}`,
        [{ source, saw: 'it is not in the list of plugins' }],
        {
          fix: { kind: 'manual', text: `install the plugin ${ID} in the gateway` },
        },
      );
    }
    const { state, reason, error, services } = plugin;
    const service = services.find((candidate) => candidate.error);
    const evidence = [{ source, saw: `${ID} is ${state}${reason ? `, ${reason}` : ''}` }];
    if (state === 'disabled') {
      return fail(`the running gateway has it disabled: ${reason ?? 'no reason given'}`, evidence, {
        modes: [10],
        fix: {
          kind: 'manual',
          text: `enable ${ID} in the configuration that the gateway runs on, and let it reload`,
        },
      });
    }
    if (state === 'failed' || service) {
      const why = service?.error ?? error ?? 'no reason given';
      return fail(`it could not start: ${why}`, [...evidence, { source, saw: why }], {
        modes: /Cannot find (?:module|package)/.test(why)
          ? [11]
          : /is not a constructor/.test(why)
            ? [12]
            : [],
        fix: { kind: 'manual', text: why },
      });
    }
    return pass('loaded, and its service runs', evidence);
  },
});
