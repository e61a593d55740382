import { counted } from '../../../shared/text/count.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { fail, type Judged, pass } from '../../engine/outcome.ts';
import { recording } from '../../evidence/tap-recording.ts';

/** Pushes pass the tap. */
export const sdkPushesOnTheWire = defineCheck({
  id: 'TL330',
  link: 'sdk',
  title: 'Pushes are on the wire',
  proves: 'an exporter sends through the tap, at least once within two flush intervals',
  explain:
    'A tap is a proxy between exporter and receiver, and sees what is really sent. Where nothing passes within two ' +
    'flush intervals, the exporter does not push, or not to the tap: look at its endpoint, at the variables ' +
    'OTEL_SDK_DISABLED and OTEL_METRICS_EXPORTER, and for a second SDK in the same process.',
  severity: 'error',
  modes: [7, 15, 16],
  onlyPushed: true,
  needs: [recording, 'contract'],
  uses: ['gateway'],
  symptom: true,
  run: ({ recording: { exchanges, startedAt, to, url, others }, contract, gateway }) => {
    const since = new Date(startedAt).toISOString();
    const evidence: Judged = [
      {
        source: url,
        saw: `${counted(exchanges.length, 'push', 'pushes')} of metrics since ${since}, passed on to ${to}`,
      },
      ...(others.signals > 0
        ? [{ source: url, saw: `${counted(others.signals, 'push', 'pushes')} of traces or logs` }]
        : []),
      ...(others.requests > 0
        ? [
            {
              source: url,
              saw: `${counted(others.requests, 'request')} that no exporter sends, such as a probe`,
            },
          ]
        : []),
    ];
    const isEmpty = exchanges.every(({ request }) => request.payload?.metrics.length === 0);
    // Where a gateway was given, its ledger shows whether it is idle.
    if (exchanges.length > 0 && isEmpty && !gateway)
      return fail(`${counted(exchanges.length, 'push')} passed the tap, but without any metric`, evidence, {
        modes: [15],
        affects: ['every metric'],
        fix: {
          kind: 'manual',
          text: 'set the meter provider up before any code asks for a meter: instruments made earlier never record; or nothing was recorded yet',
        },
      });
    if (exchanges.length > 0) return pass(`${counted(exchanges.length, 'push')} passed the tap`, evidence);
    return fail(
      `no push of metrics passed the tap within two flush intervals of ${contract.flushIntervalMs} ms`,
      evidence,
      {
        affects: ['every metric'],
        fix: {
          kind: 'manual',
          text: `point the exporter's endpoint at ${url}, or see why it does not push`,
        },
      },
    );
  },
});
