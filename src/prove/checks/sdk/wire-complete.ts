import { defineCheck } from '../../engine/define-check.ts';
import { fail, pass, unknown } from '../../engine/outcome.ts';
import { metricsSeen, watched } from '../../evidence/wire.ts';

/** What was recorded is sent. */
export const sdkWireComplete = defineCheck({
  id: 'TL333',
  link: 'sdk',
  title: 'All that is recorded is sent',
  proves: 'each metric in which the ledger has acknowledged data has passed the tap',
  explain:
    'A metric that is recorded and never seen on the wire was dropped within the process: by a view, by a filter of ' +
    'the exporter, or by an instrument that was made before its provider. Cumulative metrics are in every push, so ' +
    'the newest one has to hold them all.',
  severity: 'error',
  modes: [15, 22],
  needs: ['tap', 'gateway'],
  dependsOn: ['TL331', 'TL201'],
  run: async ({ tap, gateway }) => {
    const seen = await watched(tap);
    if (!seen.ok) return unknown(seen.why);
    const ledger = await gateway.ledger();
    if (!ledger.ok || !ledger.value) return unknown(ledger.ok ? 'the gateway has no ledger' : ledger.error);
    const onWire = new Set(metricsSeen(seen.recording.exchanges).map(({ name }) => name));
    const recorded = ledger.value.metrics.filter(({ acknowledged }) => acknowledged.events > 0);
    const dropped = recorded.filter(({ name }) => !onWire.has(name));
    const evidence = [
      { source: tap.url, saw: `${onWire.size} metrics passed` },
      ...dropped.slice(0, 5).map(({ name, acknowledged }) => ({
        source: `${gateway.url}/api/telemetry`,
        saw: `${name} was recorded ${acknowledged.events} times`,
      })),
    ];
    if (recorded.length === 0) return unknown('no recorded data was acknowledged yet', evidence);
    if (dropped.length === 0)
      return pass(`all ${recorded.length} recorded metrics are on the wire`, evidence);
    return fail(`${dropped.length} recorded metrics are not on the wire: ${dropped[0]?.name}`, evidence, {
      modes: [22],
      affects: dropped.map(({ name }) => name),
      fix: { kind: 'manual', text: 'look for a view or a filter in the exporter that drops them' },
    });
  },
});
