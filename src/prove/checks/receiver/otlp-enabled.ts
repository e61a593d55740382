import type { BackendIdentity, ConfigFile } from '../../sources/index.ts';
import type { CollectorView } from '../../views/collector.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { fail, type Fix, pass, unknown } from '../../engine/outcome.ts';
import { knownFailure, type KnownMessage, knownResponse } from '../../failure-modes/match.ts';
import type { GatewayView } from '../../views/gateway.ts';
import { pushesToCollector, typeOf } from '../../evidence/collector.ts';
import { currentError, exporterEvidence, exporterOf } from '../../evidence/exporter.ts';

/** The backend's OTLP receiver is switched on. */
export const receiverOtlpEnabled = defineCheck({
  id: 'TL502',
  link: 'receiver',
  title: 'OTLP receiver is on',
  proves: 'an empty push, which writes nothing, is answered with 200',
  explain:
    'Prometheus receives OTLP only when told to: --enable-feature=otlp-write-receiver in 2.47 to 2.55, ' +
    '--web.enable-otlp-receiver from 3.0 on, where the old feature flag does no more than log a warning. A build ' +
    'without OTLP answers 404 whatever its flags say. With the operator: enableOTLPReceiver: true.',
  severity: 'error',
  modes: [34, 35, 37],
  needs: ['backend'],
  uses: ['gateway', 'config', 'collector'],
  dependsOn: ['TL501', 'TL505', 'TL506'],
  run: async ({ backend, gateway, config, collector }) => {
    const identity = await backend.identity();
    if (!identity.ok) return unknown(identity.error);
    const probe = await backend.probe();
    const source = identity.value.otlpMetricsUrl;
    if (!probe.ok) return unknown(`the receiver could not be probed: ${probe.error}`);
    const { status, body } = probe.value;
    const words = body.trim().slice(0, 160);
    const exporter = await exporterOf(gateway);
    const evidence = [
      { source, saw: `an empty push was answered ${status}${words ? `: ${words}` : ''}` },
      ...flagEvidence(backend.url, identity.value),
      ...exporterEvidence(exporter),
    ];
    if (status < 300) return pass('takes pushes', evidence);
    // Its own words reach the exporter through whatever stands between: a proxy, a tap.
    const error = exporter && currentError(exporter);
    const isHeard = error ? isOff(knownFailure(error)) : false;
    if (status === 404 && !isHeard && (await goThroughCollector({ config, gateway, collector }))) {
      return pass('off, and not needed: pushes go to a collector, which writes otherwise', evidence);
    }
    if (status === 404) {
      // A receiver that is there and off says so; where it was left out of the build, the path is unknown.
      const leftOut = !isOff(knownResponse(status, body)) && identity.value.receiver !== 'on';
      const oldFlag = identity.value.flags.get('enable-feature')?.includes('otlp-write-receiver') ?? false;
      const byFlags = identity.value.receiver === 'off' && !leftOut;
      const message = !byFlags
        ? 'the receiver answers 404 although its flags do not say that it is off: a build without OTLP, or another path'
        : oldFlag
          ? 'the receiver is off: the feature flag of Prometheus 2 does nothing in this version'
          : 'the receiver is off';
      return fail(message, evidence, {
        modes: [byFlags ? (oldFlag ? 35 : 34) : 37],
        affects: ['every push is answered 404, and is not retried'],
        fix: turnOn(identity.value, byFlags),
      });
    }
    if (status === 401 || status === 403) {
      return unknown(
        `the probe was answered ${status}: it needs the credentials that the gateway pushes with`,
        evidence,
      );
    }
    return fail(`an empty push was answered ${status}`, evidence, {
      modes: [],
      fix: {
        kind: 'manual',
        text: `ask the receiver's log why it answers ${status}${words ? `: ${words}` : ''}`,
      },
    });
  },
});

/** Whether it is the response of a receiver that is there and off. */
function isOff(known: KnownMessage | undefined): boolean {
  return known?.id === 'receiver-off';
}

/** Whether a collector stands between that does not itself push OTLP to the backend, as far as is known. */
async function goThroughCollector({
  config,
  gateway,
  collector,
}: {
  readonly config: ConfigFile | undefined;
  readonly gateway: GatewayView | undefined;
  readonly collector: CollectorView | undefined;
}): Promise<boolean> {
  const { url, pushes } = await pushesToCollector(config, gateway);
  const exporters = Object.keys(collector?.config?.exporters ?? {});
  return url !== undefined && pushes && !exporters.some((name) => typeOf(name).startsWith('otlp'));
}

function flagEvidence(url: string, { flags }: BackendIdentity): { source: string; saw: string }[] {
  return ['web.enable-otlp-receiver', 'enable-feature', 'web.route-prefix']
    .filter((name) => flags.has(name))
    .map((name) => ({ source: `${url}/api/v1/status/flags`, saw: `--${name}=${flags.get(name)}` }));
}

function turnOn({ version }: BackendIdentity, isOff: boolean): Fix {
  if (!isOff) {
    return {
      kind: 'manual',
      text: "run a build that has the OTLP receiver (distributions' packages may lack it), and push to its own path",
    };
  }
  const flag =
    version && version.major < 3 ? '--enable-feature=otlp-write-receiver' : '--web.enable-otlp-receiver';
  return {
    kind: 'manual',
    text: `start Prometheus with ${flag} (Prometheus Operator: enableOTLPReceiver: true)`,
  };
}
