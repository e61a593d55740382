import { defineCheck } from '../../engine/define-check.ts';
import { fail, pass, unknown } from '../../engine/outcome.ts';
import { metricsUrlOf } from '../../evidence/metrics-url.ts';
import { currentError, exporterEvidence, exporterOf } from '../../evidence/exporter.ts';
import { knownFailure, modesAbout } from '../../failure-modes/match.ts';
import { isSlowAnswer } from '../../evidence/slow-response.ts';

/** The receiver accepts what the gateway sends. */
export const receiverPushesAccepted = defineCheck({
  id: 'TL504',
  link: 'receiver',
  title: 'Pushes are accepted',
  proves: "the receiver answers the gateway's own pushes with success",
  explain:
    'What a receiver answers tells what is wrong: 401 and 403 the credentials or the tenant, 413 the size, 415 the ' +
    'content type, 503 that it is starting. A 400 says so in its text only: an encoding that it does not know, a body ' +
    'that was cut, or TLS that was expected. What it says of samples, TL604 tells.',
  severity: 'error',
  modes: modesAbout('receiver'),
  needs: ['gateway'],
  uses: ['vantage', 'config'],
  dependsOn: ['TL201', 'TL301', 'TL502', 'TL503', 'TL508'],
  run: async ({ gateway, vantage, config }) => {
    const exporter = await exporterOf(gateway);
    if (!exporter) return unknown('the gateway shows no exporter');
    const evidence = exporterEvidence(exporter);
    const error = currentError(exporter);
    const status = error?.status;
    const url = metricsUrlOf(exporter, config);
    if (vantage && url && (await isSlowAnswer(vantage, url, exporter))) {
      return fail('pushes are not answered within the time-out of the exporter', evidence, {
        modes: [19],
        affects: ['every push that is given up: whether it was stored is not known'],
        fix: {
          kind: 'manual',
          text: "raise diagnostics.otel.timeoutMs and flushIntervalMs, and read the receiver's log for why it is slow",
        },
      });
    }
    if (status === null || status === undefined) {
      return exporter.accepted > 0 && !error
        ? pass(`${exporter.accepted} pushes accepted`, evidence)
        : unknown('no push of the gateway was answered yet', evidence);
    }
    const known = error && knownFailure(error);
    if (known?.about === 'store' || known?.about === 'samples') {
      return pass(`pushes are read; they are answered ${status} for what they hold`, evidence);
    }
    return fail(`pushes are answered ${status}: ${known?.means ?? 'rejected'}`, evidence, {
      modes: known?.modes ?? [],
      affects: ['every push that is answered so is lost until the next one'],
      fix: { kind: 'manual', text: `${known?.fix ?? 'read the response'} (${error?.message ?? ''})` },
    });
  },
});
