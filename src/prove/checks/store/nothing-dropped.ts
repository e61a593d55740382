import { arrival } from '../../evidence/arrival/evidence.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { fail, pass, unknown, warn } from '../../engine/outcome.ts';
import { namesOf } from '../../evidence/metric-list.ts';
import { exporterOf } from '../../evidence/exporter.ts';

/** Counters by which a server tells what it has thrown away although it answered 200. */
const COUNTERS: Readonly<
  Record<string, { readonly modes: readonly number[]; readonly text: string; readonly fix: string }>
> = {
  vm_hourly_series_limit_rows_dropped_total: {
    modes: [53],
    text: 'its limit of series within an hour is reached',
    fix: 'raise -storage.maxHourlySeries, or lower diagnostics.otel.seriesLimit',
  },
  vm_daily_series_limit_rows_dropped_total: {
    modes: [53],
    text: 'its limit of series within a day is reached',
    fix: 'raise -storage.maxDailySeries, or lower diagnostics.otel.seriesLimit',
  },
  'vm_rows_ignored_total{reason="small_timestamp"}': {
    modes: [49],
    text: 'samples are older than its retention',
    fix: "set the gateway's clock, or raise -retentionPeriod",
  },
  'vm_rows_ignored_total{reason="big_timestamp"}': {
    modes: [50],
    text: 'samples are too far ahead of its clock',
    fix: 'set the clocks of both by NTP',
  },
};

/** The store throws nothing away in silence. */
export const storeNothingDropped = defineCheck({
  id: 'TL607',
  link: 'store',
  title: 'Store throws nothing away',
  proves: 'no counter of the backend shows rows that it dropped after it had answered 200',
  explain:
    'VictoriaMetrics answers 200 to pushes whose rows it then drops: past -storage.maxHourlySeries or ' +
    '-storage.maxDailySeries, or with times outside of its retention. Only its own counters tell. They count since its ' +
    'start and for everyone who writes to it, so it is a fault only where expected metrics are missing as well.',
  severity: 'error',
  modes: [49, 50, 53],
  needs: ['backend', arrival],
  uses: ['gateway'],
  dependsOn: ['TL501'],
  run: async ({ backend, arrival, gateway }) => {
    const identity = await backend.identity();
    if (!identity.ok) return unknown(identity.error);
    const { serverCounts, title } = identity.value;
    if (serverCounts.size === 0) return pass(`${title} refuses what it does not store`);
    const found = Object.entries(COUNTERS).flatMap(([name, meaning]) => {
      const value = serverCounts.get(name) ?? 0;
      return value > 0 ? [{ name, value, ...meaning }] : [];
    });
    const [first] = found;
    if (!first) return pass('its counters show no rows dropped');
    const { metrics } = arrival;
    const lacking = metrics.filter(({ status }) => status === 'missing' || status === 'stale');
    const evidence = found.map(({ name, value }) => ({
      source: `${backend.url}/metrics`,
      saw: `${name} ${value}`,
    }));
    const fix = { kind: 'manual', text: first.fix } as const;
    const message = `the store has dropped ${first.value} rows: ${first.text}`;
    const exporter = await exporterOf(gateway);
    // What was never accepted cannot have been dropped behind it: then these rows are somebody else's.
    if (lacking.length === 0 || exporter?.accepted === 0)
      return warn(message, evidence, { severity: 'note', modes: first.modes, fix });
    return fail(`${message}; ${lacking.length} metrics are not there: ${namesOf(lacking)}`, evidence, {
      modes: first.modes,
      affects: lacking.map(({ prometheus }) => prometheus),
      fix,
    });
  },
});
