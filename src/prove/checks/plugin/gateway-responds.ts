import { defineCheck } from '../../engine/define-check.ts';
import { fail, pass } from '../../engine/outcome.ts';

/** The gateway runs and shows its status. */
export const pluginGatewayResponds = defineCheck({
  id: 'TL201',
  link: 'plugin',
  title: 'Gateway responds',
  proves: 'the gateway runs, and lets its status and ledger be read',
  explain:
    'Plugins, exporter and ledger are read from /api/status and /api/telemetry of the gateway, with its token. A ' +
    'gateway that does not respond does not run, or has another address. A response of 401 or 403 means that the ' +
    'token is missing or wrong: give it in THROUGHLINE_GATEWAY_TOKEN.',
  severity: 'error',
  modes: [2],
  needs: ['gateway'],
  run: async ({ gateway }) => {
    const status = await gateway.status();
    const source = `${gateway.url}/api/status`;
    if (!status.ok) {
      return fail(status.error, [{ source, saw: status.error }], {
        modes: [],
        fix: {
          kind: 'manual',
          text: 'start the gateway, or correct the address or the token that was given',
        },
      });
    }
    const { plugins, config } = status.value;
    const evidence = [{ source, saw: `${plugins.length} plugins` }];
    if (config.lastError) {
      return fail(
        `the gateway runs on its last good configuration: ${config.lastError}`,
        [{ source, saw: config.lastError }],
        {
          modes: [2],
          fix: { kind: 'manual', text: `correct the configuration: ${config.lastError}` },
        },
      );
    }
    return pass('runs, and shows its status', evidence);
  },
});
