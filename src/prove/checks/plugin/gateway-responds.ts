import { counted } from '../../../shared/text/count.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { fail, type Judged, type Outcome, pass, unknown } from '../../engine/outcome.ts';
import { configEvidence } from '../../evidence/config-location.ts';
import type { ConfigFile, GatewayKind } from '../../sources/index.ts';
import type { GatewayView } from '../../views/gateway.ts';

/** The gateway runs and shows its status. */
export const pluginGatewayResponds = defineCheck({
  id: 'TL201',
  link: 'plugin',
  title: 'Gateway responds',
  proves: 'the gateway runs, and lets its status and ledger be read',
  explain:
    'Plugins, exporter and ledger are read from /api/status and /api/telemetry of the gateway, with its token. A ' +
    'gateway that does not respond does not run, or has another address. A response of 401 or 403 means that the ' +
    'token is missing or wrong: give it in THROUGHLINE_GATEWAY_TOKEN. An OpenClaw is recognised by its page, and read ' +
    'by its RPC.',
  severity: 'error',
  modes: [2],
  needs: ['gateway'],
  uses: ['config'],
  run: async ({ gateway, config }) => {
    const kind = await gateway.kind();
    if (kind.ok && kind.value.name !== 'throughline') return ofAnotherKind(gateway, kind.value);
    const status = await gateway.status();
    const source = `${gateway.url}/api/status`;
    if (!status.ok) {
      const names = status.code === 'ECONNREFUSED' && config ? variablesOf(config) : '';
      const start = 'start the gateway, or correct the address or the token that was given';
      return fail(
        status.error,
        [
          { source, saw: status.error },
          ...(config && names !== '' ? [configEvidence(config, `needs the variables ${names}`)] : []),
        ],
        {
          modes: [],
          fix: {
            kind: 'manual',
            text: names === '' ? start : `${start}; it does not start unless all of these are set: ${names}`,
          },
        },
      );
    }
    const { plugins, config: loaded } = status.value;
    const evidence: Judged = [{ source, saw: counted(plugins.length, 'plugin') }];
    if (loaded.lastError) {
      return fail(
        `the gateway runs on its last good configuration: ${loaded.lastError}`,
        [{ source, saw: loaded.lastError }],
        {
          modes: [2],
          fix: { kind: 'manual', text: `correct the configuration: ${loaded.lastError}` },
        },
      );
    }
    return pass('runs, and shows its status', evidence);
  },
});

/** Another gateway than this project's cannot show everything: that is no fault. */
async function ofAnotherKind(
  gateway: GatewayView,
  kind: Exclude<GatewayKind, { name: 'throughline' }>,
): Promise<Outcome<never>> {
  const seen = { source: gateway.url, saw: kind.saw };
  if (kind.name === 'other') {
    return unknown(`another server responds there: ${kind.saw}; is this the gateway's own address?`, [seen]);
  }
  const runtime = await gateway.openclaw();
  if (!runtime.ok) return unknown(`OpenClaw responds, but not its RPC: ${runtime.error}`, [seen]);
  const version = runtime.value.version ?? kind.version;
  return pass(`OpenClaw${version === undefined ? '' : ` ${version}`} runs`, [
    { source: gateway.url, saw: `${kind.saw}; protocol ${runtime.value.protocol}, by RPC` },
  ]);
}

/** The variables that the configuration names: an unset one stops the gateway. */
function variablesOf({ reading: { unset } }: ConfigFile): string {
  return [...new Set(unset.map(({ variable }) => `\${${variable}}`))].join(', ');
}
