import { counted } from '../../../shared/text/count.ts';
import { arrival } from '../../evidence/arrival/evidence.ts';
import { backendIdentity } from '../../evidence/backend-identity.ts';
import { service } from '../../evidence/service.ts';
import { forOwner } from '../../evidence/setting-names.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { exporter } from '../../evidence/exporter.ts';
import { type Evidence, fail, judged, pass, skip, unknown, warn } from '../../engine/outcome.ts';
import { knownCounters, modesAbout } from '../../../shared/failure-modes/match.ts';
import { namesOf } from '../../evidence/metric-list.ts';
import { notStored } from '../../evidence/arrival/stored-metrics.ts';
import { serverDefects } from '../../evidence/server-defects.ts';
import { withDefects } from '../../outcomes/with-defects.ts';

/** The backend drops nothing that it accepted. */
export const storeNothingDropped = defineCheck({
  id: 'TL607',
  link: 'store',
  title: 'The store drops nothing it accepted',
  proves: 'no counter of the backend shows rows that it dropped after it had answered 200',
  explain:
    'VictoriaMetrics answers 200 to pushes whose rows it then drops: past -storage.maxHourlySeries or ' +
    '-storage.maxDailySeries, or with times outside of its retention. Only its own counters show it. They count since ' +
    'its start and for everyone who writes to it, so this is a fault only if expected metrics are missing as well.',
  severity: 'error',
  modes: modesAbout('counter'),
  needs: ['backend', backendIdentity, service],
  uses: [arrival, exporter, serverDefects],
  dependsOn: ['TL501'],
  run: ({ backend, backendIdentity, arrival, exporter, serverDefects, service }) => {
    const { serverCounts, title } = backendIdentity;
    if (backendIdentity.backend.flavour !== 'victoriametrics')
      return skip(`${title} rejects what it does not store`);
    const counts = knownCounters('counter').flatMap(({ name, message: { id, modes, means, fix } }) => {
      const value = serverCounts.get(name);
      return value === undefined ? [] : [{ id, name, value, modes, means, fix }];
    });
    const see = ({ name, value }: { readonly name: string; readonly value: number }): Evidence => ({
      source: `${backend.url}/metrics`,
      saw: `${name} ${value}`,
    });
    const seen = judged(counts.map(see));
    if (!seen) return unknown(`${title} shows no counter of dropped rows`);
    const found = counts.filter(({ value }) => value > 0);
    const [first] = found;
    if (!first) return pass('its counters show no dropped rows', seen);
    // A backend that cannot be queried is another check's finding.
    if (!arrival) return unknown('its counters show dropped rows, but what it stores cannot be read');
    const lacking = notStored(arrival);
    const evidence = found.map(see);
    const fix = { kind: 'manual', text: forOwner(first.fix, service.owner) } as const;
    const message = `the store has dropped ${first.value} rows: ${first.means}`;
    // If no push was accepted, the dropped rows came from another sender.
    if (lacking.length === 0 || exporter?.accepted === 0)
      return warn(message, evidence, { severity: 'note', modes: first.modes, fix });
    const outcome = fail(
      `${message}; ${counted(lacking.length, 'metric is', 'metrics are')} not stored: ${namesOf(lacking)}`,
      evidence,
      {
        modes: first.modes,
        affects: lacking.map(({ prometheus }) => prometheus),
        fix,
      },
    );
    return withDefects(outcome, serverDefects, { own: found.map(({ id }) => id) });
  },
});
