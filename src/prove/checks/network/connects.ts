import { defineCheck } from '../../engine/define-check.ts';
import { fail, pass, unknown } from '../../engine/outcome.ts';
import { hostOf, metricsUrlOf, portOf } from '../../evidence/metrics-url.ts';
import { currentError, exporterEvidence, exporterOf, gotThrough } from '../../evidence/exporter.ts';
import { CONNECT_TIMEOUT_MS, isSlowAnswer } from '../../evidence/slow-response.ts';

/** What an error of a connection looks like, and the failure modes that look so. */
const CONNECT_ERRORS: Readonly<Record<string, { readonly text: string; readonly modes: readonly number[] }>> =
  {
    ECONNREFUSED: { text: 'nothing listens there', modes: [27, 33] },
    ETIMEDOUT: { text: 'no answer; a network policy that drops packets looks so', modes: [24, 25] },
    EHOSTUNREACH: { text: 'there is no route to it', modes: [24, 25] },
    ENETUNREACH: { text: 'there is no route to its network', modes: [24, 25] },
    ECONNRESET: { text: 'the connection was cut', modes: [28] },
    EPIPE: { text: 'the connection was cut', modes: [28] },
  };

/** A connection to the endpoint can be made from where the gateway stands. */
export const networkConnects = defineCheck({
  id: 'TL402',
  link: 'network',
  title: 'Endpoint takes connections',
  proves: "host and port of the metrics URL take a TCP connection, seen from the gateway's place",
  explain:
    'Refused: nothing listens on that address and port, or only on localhost. A time-out: usually a NetworkPolicy, ' +
    "egress on the gateway's side or ingress on the receiver's, or a Service without endpoints. Cut: a mesh that asks " +
    "for mTLS, or a server that speaks another protocol on that port. Judged by the gateway's own exporter, or by " +
    "connecting here where this is the gateway's place.",
  severity: 'error',
  modes: [24, 25, 27, 28, 30, 33],
  needs: ['place'],
  uses: ['config', 'gateway'],
  // Those tell why; a connection only shows that.
  dependsOn: ['TL401', 'TL403', 'TL404', 'TL406', 'TL410', 'TL412', 'TL414', 'TL408', 'TL409'],
  run: async ({ place, config, gateway }) => {
    const exporter = await exporterOf(gateway);
    const url = metricsUrlOf(exporter, config);
    if (!url) return unknown('the metrics URL is not known: --gateway URL or --config FILE');
    const address = `${hostOf(url)}:${portOf(url)}`;
    const error = exporter && currentError(exporter);
    const reason = error?.code ? CONNECT_ERRORS[error.code] : undefined;
    const fix = {
      kind: 'manual',
      text: `let the gateway reach ${address}: is the receiver up, and do both network policies allow it?`,
    } as const;
    if (await isSlowAnswer(place, url, exporter)) {
      return pass(`${address} takes connections; its answer comes too late`, [
        { source: await place.describe(), saw: 'connected' },
      ]);
    }
    if (exporter && error && reason !== undefined) {
      return fail(`no connection to ${address}: ${reason.text} (${error.code})`, exporterEvidence(exporter), {
        modes: modesOf(error.code, url),
        affects: ['every push'],
        fix,
      });
    }
    if (exporter && gotThrough(exporter)) {
      return pass(`${address} takes connections: the exporter got an answer`, exporterEvidence(exporter));
    }
    const where = await place.describe();
    if (!(await place.isGatewaysPlace())) {
      return unknown(`not asked: ${where}, so a connection from here to ${address} proves nothing`);
    }
    const code = await place.connect(hostOf(url), portOf(url), CONNECT_TIMEOUT_MS);
    if (code === undefined)
      return pass(`${address} takes connections`, [{ source: where, saw: 'connected' }]);
    return fail(
      `no connection to ${address}: ${CONNECT_ERRORS[code]?.text ?? 'it failed'} (${code})`,
      [{ source: where, saw: code }],
      { modes: modesOf(code, url), affects: ['every push'], fix },
    );
  },
});

/** On its own host a gateway that is refused has asked the other of ::1 and 127.0.0.1, or nothing runs there. */
function modesOf(code: string | null | undefined, url: URL): readonly number[] {
  const modes = CONNECT_ERRORS[code ?? '']?.modes ?? [];
  return code === 'ECONNREFUSED' && /^(?:localhost|127\.|::1)/.test(hostOf(url)) ? [30] : modes;
}
