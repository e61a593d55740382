import { counted } from '../../../shared/text/count.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { fail, type Judged, pass, unknown } from '../../engine/outcome.ts';
import { ledger } from '../../evidence/ledger.ts';
import { metricsSeen, wire } from '../../evidence/tap-recording.ts';

/** What was recorded is sent. */
export const sdkWireComplete = defineCheck({
  id: 'TL333',
  link: 'sdk',
  title: 'All recorded metrics are sent',
  proves: 'each metric in which the ledger has acknowledged data has passed the tap',
  explain:
    'A metric that is recorded and does not pass the tap was dropped within the process: by a view, by a filter of ' +
    'the exporter, or because its instrument was made before the provider. Every push holds all cumulative metrics, ' +
    'so the newest one must hold each of them.',
  severity: 'error',
  modes: [15, 22],
  onlyPushed: true,
  needs: [wire, ledger],
  dependsOn: ['TL331', 'TL201'],
  run: ({ wire, ledger }) => {
    const onWire = new Set(metricsSeen(wire.exchanges).map(({ name }) => name));
    const recorded = ledger.metrics.filter(({ acknowledged }) => acknowledged.events > 0);
    const dropped = recorded.filter(({ name }) => !onWire.has(name));
    const evidence: Judged = [
      { source: wire.url, saw: `${counted(onWire.size, 'metric')} passed` },
      ...dropped.slice(0, 5).map(({ name, acknowledged }) => ({
        source: ledger.source,
        saw: `${name} was recorded ${acknowledged.events} times`,
      })),
    ];
    if (recorded.length === 0) return unknown('no recorded data was acknowledged yet', evidence);
    if (dropped.length === 0)
      return pass(`all ${recorded.length} recorded metrics are on the wire`, evidence);
    return fail(
      `${counted(dropped.length, 'recorded metric is', 'recorded metrics are')} not on the wire: ${dropped[0]?.name}`,
      evidence,
      {
        modes: [22],
        affects: dropped.map(({ name }) => name),
        fix: { kind: 'manual', text: 'look for a view or a filter in the exporter that drops them' },
      },
    );
  },
});
