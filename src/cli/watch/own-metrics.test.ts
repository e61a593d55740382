import { expect, it } from 'vitest';
import { BROKEN_REPORT, FAILED } from '../../../test/support/broken-report.ts';
import type { Report } from '../../prove/index.ts';
import { WATCH_METRICS, type WatchMetric } from './own-metrics.ts';
import { WatchRecord } from './state.ts';

function pointsOf(name: (typeof WATCH_METRICS)[number]['name'], record: WatchRecord) {
  const metric = WATCH_METRICS.find((one): boolean => one.name === name) as WatchMetric;
  return metric.points(record).map(({ value, attributes }) => [attributes, value]);
}

it('shows only the counters, at 0, before the first run', () => {
  const record = new WatchRecord(0);
  const shown = WATCH_METRICS.filter((metric) => metric.points(record).length > 0);
  expect(shown.map(({ name }) => name)).toEqual(['throughline.check.runs']);
  expect(pointsOf('throughline.check.runs', record).map(([, value]) => value)).toEqual([0, 0, 0, 0, 0, 0]);
});

it('shows the verdict as 1 among 0', () => {
  const record = new WatchRecord(0);
  record.ended(BROKEN_REPORT, 1_000, 1_250);
  expect(pointsOf('throughline.verdict', record)).toEqual([
    [{ verdict: 'arriving' }, 0],
    [{ verdict: 'degraded' }, 0],
    [{ verdict: 'broken' }, 1],
    [{ verdict: 'idle' }, 0],
    [{ verdict: 'undetermined' }, 0],
  ]);
  expect(pointsOf('throughline.check.duration', record)).toEqual([[undefined, 0.25]]);
});

it('takes a status back with a 0 when a check has another', () => {
  const record = new WatchRecord(0);
  record.ended(BROKEN_REPORT, 0, 1);
  const fixed: Report = { ...BROKEN_REPORT, checks: [{ ...FAILED, status: 'pass' }] };
  record.ended(fixed, 1, 2);
  const of = { check: 'TL203', link: 'plugin' };
  expect(pointsOf('throughline.check.status', record)).toEqual([
    [{ ...of, status: 'fail' }, 0],
    [{ ...of, status: 'pass' }, 1],
  ]);
});

it('counts a run without a verdict as failed, and keeps the last report', () => {
  const record = new WatchRecord(0);
  record.ended(BROKEN_REPORT, 0, 1);
  record.ended(undefined, 1, 2);
  expect(record).toMatchObject({ report: BROKEN_REPORT, runs: { broken: 1, failed: 1 } });
});

it('carries the attributes that it is described with', () => {
  const record = new WatchRecord(0);
  record.ended(BROKEN_REPORT, 0, 1);
  for (const metric of WATCH_METRICS as readonly WatchMetric[]) {
    for (const { attributes = {} } of metric.points(record))
      expect(Object.keys(attributes)).toEqual(metric.attributes);
  }
});
