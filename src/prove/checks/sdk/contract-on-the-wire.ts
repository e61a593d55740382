import { counted } from '../../../shared/text/count.ts';
import { arrival } from '../../evidence/arrival/evidence.ts';
import { ledger } from '../../evidence/ledger.ts';
import { metricsSeen, wire } from '../../evidence/tap-recording.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { fail, type Judged, pass, skip, warn } from '../../engine/outcome.ts';

/** What is expected is sent. */
export const sdkContractOnTheWire = defineCheck({
  id: 'TL345',
  link: 'sdk',
  title: 'Expected metrics are sent',
  proves: 'each metric that the contract expects has passed the tap, or has arrived otherwise',
  explain:
    'A metric that no push holds was never sent, so a backend cannot store it: nothing was recorded of it yet, or it ' +
    'was dropped within the process. A push holds all cumulative metrics that have data. Where a gateway has a ' +
    'ledger, that shows which of both it is.',
  severity: 'error',
  modes: [15, 17, 22],
  onlyPushed: true,
  needs: [wire, 'contract'],
  uses: [ledger, arrival],
  dependsOn: ['TL330', 'TL331'],
  run: ({ wire, contract, ledger, arrival }) => {
    if (ledger) return skip('the ledger shows what was recorded');
    const expected = contract.metrics.flatMap(({ otlp, mayBeIdle }) =>
      otlp === undefined || mayBeIdle ? [] : [otlp],
    );
    if (expected.length === 0) return skip('the contract expects no metric by its OTLP name');
    const onWire = metricsSeen(wire.exchanges).map(({ name }) => name);
    // Under a prefix it was sent, and the links behind have to say what it is stored as.
    const isSent = (otlp: string): boolean =>
      onWire.some((name) => name === otlp || name.endsWith(`.${otlp}`) || name.endsWith(`_${otlp}`));
    const elsewhere = new Set(
      (arrival?.metrics ?? [])
        .filter(({ status }) => status !== 'missing' && status !== 'stale')
        .map(({ otlp }) => otlp),
    );
    const unsent = expected.filter((otlp) => !isSent(otlp) && !elsewhere.has(otlp));
    const since = new Date(wire.startedAt).toISOString();
    const pushes = counted(wire.exchanges.length, 'push', 'pushes');
    const evidence: Judged = [
      { source: wire.url, saw: `${pushes} since ${since}, with ${counted(onWire.length, 'metric')}` },
      ...unsent.slice(0, 5).map((otlp) => ({ source: wire.url, saw: `${otlp}: in no push` })),
    ];
    if (unsent.length === 0)
      return pass(`${expected.length} expected metrics are sent, or have arrived otherwise`, evidence);
    const report = unsent.length === expected.length ? fail : warn;
    return report(
      `${unsent.length} of ${expected.length} metrics were never sent since the tap started: ${unsent.slice(0, 3).join(', ')}${unsent.length > 3 ? ', …' : ''}`,
      evidence,
      {
        modes: [17, 15, 22],
        affects: unsent,
        fix: {
          kind: 'manual',
          text: 'let the service do what these metrics count, such as one message, and check again; where it did, look for a view, a filter or an instrument made before its provider',
        },
      },
    );
  },
});
