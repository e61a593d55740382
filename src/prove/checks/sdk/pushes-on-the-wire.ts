import { defineCheck } from '../../engine/define-check.ts';
import { fail, pass, unknown } from '../../engine/outcome.ts';

/** Pushes pass the tap. */
export const sdkPushesOnTheWire = defineCheck({
  id: 'TL330',
  link: 'sdk',
  title: 'Pushes are on the wire',
  proves: 'an exporter sends through the tap, at least once within two flush intervals',
  explain:
    'A tap stands between exporter and receiver and sees what is really sent. Where nothing passes within two flush ' +
    'intervals, the exporter does not push, or not to the tap: look at its endpoint, at the variables ' +
    'OTEL_SDK_DISABLED and OTEL_METRICS_EXPORTER, and for a second SDK in the same process.',
  severity: 'error',
  modes: [7, 15, 16],
  needs: ['tap', 'contract'],
  uses: ['gateway'],
  symptom: true,
  run: async ({ tap, contract, gateway }) => {
    const asked = await tap.recording();
    if (!asked.ok) return unknown(`the tap could not be asked: ${asked.error}`);
    const { exchanges, startedAt, to } = asked.value;
    const since = new Date(startedAt).toISOString();
    const evidence = [
      { source: tap.url, saw: `${exchanges.length} exchanges since ${since}, passed on to ${to}` },
    ];
    const isEmpty = exchanges.every(({ request }) => request.payload?.metrics.length === 0);
    // A gateway with a ledger tells by itself whether it is idle.
    if (exchanges.length > 0 && isEmpty && !gateway)
      return fail(`${exchanges.length} pushes passed the tap, and hold no metric`, evidence, {
        modes: [15],
        affects: ['every metric'],
        fix: {
          kind: 'manual',
          text: 'set the meter provider up before anything asks for a meter: instruments made earlier do nothing, for ever; or nothing was recorded yet',
        },
      });
    if (exchanges.length > 0) return pass(`${exchanges.length} pushes passed the tap`, evidence);
    return fail(
      `nothing passed the tap within two flush intervals of ${contract.flushIntervalMs} ms`,
      evidence,
      {
        affects: ['every metric'],
        fix: {
          kind: 'manual',
          text: `point the exporter's endpoint at ${tap.url}, or see why it does not push`,
        },
      },
    );
  },
});
