import { defineCheck } from '../../engine/define-check.ts';
import { fail, type Fix, type Judged, pass, unknown } from '../../engine/outcome.ts';
import { backendIdentity } from '../../evidence/backend-identity.ts';
import { COLLECTOR_PATH, collectorConfig, typeOf } from '../../evidence/collector.ts';
import { exporter, exporterEvidence, pushError } from '../../evidence/exporter.ts';
import { metricsUrl } from '../../evidence/metrics-url.ts';
import { knownFailure, type KnownMessage, knownResponse } from '../../../shared/failure-modes/match.ts';
import type { BackendIdentity, CollectorConfig } from '../../sources/index.ts';

/** The backend's OTLP receiver is on. */
export const receiverOtlpEnabled = defineCheck({
  id: 'TL502',
  link: 'receiver',
  title: 'OTLP receiver is on',
  proves: 'the response to an empty push, which writes nothing, is 200',
  explain:
    'Prometheus receives OTLP only with a flag: --enable-feature=otlp-write-receiver in 2.47 to 2.55, ' +
    '--web.enable-otlp-receiver from 3.0 on, where the old feature flag only logs a warning. A build ' +
    'without OTLP responds with 404, whatever its flags are. With the operator: enableOTLPReceiver: true.',
  severity: 'error',
  modes: [34, 35, 37],
  onlyPushed: true,
  needs: [backendIdentity, 'backend'],
  uses: [exporter, pushError, metricsUrl, collectorConfig],
  dependsOn: ['TL501', 'TL505', 'TL506'],
  run: async ({
    backend,
    backendIdentity: identity,
    exporter,
    pushError: error,
    metricsUrl: url,
    collectorConfig: config,
  }) => {
    const probe = await backend.probe();
    const source = identity.otlpMetricsUrl;
    if (!probe.ok) return unknown(`the receiver could not be probed: ${probe.error}`);
    const { status, body } = probe.value;
    const text = body.trim().slice(0, 160);
    const evidence: Judged = [
      { source, saw: `the response to an empty push was ${status}${text ? `: ${text}` : ''}` },
      ...flagEvidence(backend.url, identity),
      ...exporterEvidence(exporter),
    ];
    if (status < 300) return pass('accepts pushes', evidence);
    // Its message reaches the exporter through anything in between: a proxy, a tap.
    const isSaidOff = error ? isOff(knownFailure(error)) : false;
    if (status === 404 && !isSaidOff && needsNoOtlp(url, config)) {
      return pass('off, and not needed: pushes go to a collector, which does not forward by OTLP', evidence);
    }
    if (status === 404) {
      // A receiver that is off says so; a build without it does not know the path.
      const leftOut = !isOff(knownResponse(status, body)) && identity.receiver !== 'on';
      const oldFlag = identity.flags.get('enable-feature')?.includes('otlp-write-receiver') ?? false;
      const byFlags = identity.receiver === 'off' && !leftOut;
      const message = !byFlags
        ? 'the receiver responds with 404 although its flags do not turn it off: a build without OTLP, or another path'
        : oldFlag
          ? 'the receiver is off: the feature flag of Prometheus 2 does nothing in this version'
          : 'the receiver is off';
      return fail(message, evidence, {
        modes: [byFlags ? (oldFlag ? 35 : 34) : 37],
        affects: ['every push gets 404, and is not retried'],
        fix: turnOn(identity, byFlags),
      });
    }
    if (status === 401 || status === 403) {
      return unknown(
        `the response to the probe was ${status}: it needs the credentials that the gateway pushes with`,
        evidence,
      );
    }
    return fail(`the response to an empty push was ${status}`, evidence, {
      modes: [],
      fix: {
        kind: 'manual',
        text: `read the receiver's log for why it responds with ${status}${text ? `: ${text}` : ''}`,
      },
    });
  },
});

/** Whether it is the response of a server that has the receiver, and has it off. */
function isOff(known: KnownMessage | undefined): boolean {
  return known?.id === 'receiver-off';
}

/** Whether pushes go to a collector that, as far as is known, does not forward them by OTLP. */
function needsNoOtlp(url: URL | undefined, config: CollectorConfig | undefined): boolean {
  const exporters = Object.keys(config?.exporters ?? {});
  // Where the metrics URL is not known, pushes are assumed to go to the collector that was given.
  const toCollector = url ? url.pathname === COLLECTOR_PATH : config !== undefined;
  return toCollector && !exporters.some((name) => typeOf(name).startsWith('otlp'));
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
