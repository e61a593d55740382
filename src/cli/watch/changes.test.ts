import { expect, it } from 'vitest';
import { BROKEN_REPORT, FAILED } from '../../../test/support/broken-report.ts';
import type { Report } from '../../prove/index.ts';
import { changesBetween, isTurn } from './changes.ts';

const [metric] = BROKEN_REPORT.metrics;
const MENDED: Report = {
  ...BROKEN_REPORT,
  verdict: 'arriving',
  rootCause: null,
  checks: BROKEN_REPORT.checks.map((check) =>
    check.id === FAILED.id ? { ...check, status: 'pass', message: 'enabled' } : check,
  ),
};

it('says nothing where nothing changed', () => {
  expect(changesBetween(BROKEN_REPORT, { ...BROKEN_REPORT, at: '2026-02-20T03:01:00.000Z' })).toEqual([]);
});

it('reports each check and each metric that changed, in one line', () => {
  const stale = { ...MENDED, metrics: metric ? [{ ...metric, status: 'stale', why: 'old\nand more' }] : [] };
  expect(changesBetween(BROKEN_REPORT, stale as Report)).toEqual([
    'TL203 fail → pass: enabled',
    'openclaw_tokens_total arrived → stale: old',
  ]);
});

it('reports metrics that are new, and metrics that are gone', () => {
  const unasked = { ...BROKEN_REPORT, metrics: [] };
  expect(changesBetween(unasked, BROKEN_REPORT)).toEqual(['openclaw_tokens_total arrived']);
  expect(changesBetween(BROKEN_REPORT, unasked)).toEqual([
    'openclaw_tokens_total can no longer be asked for',
  ]);
});

it('takes another verdict or another root cause for a turn, and nothing else', () => {
  expect(isTurn(undefined, BROKEN_REPORT)).toBe(true);
  expect(isTurn(BROKEN_REPORT, MENDED)).toBe(true);
  const { rootCause } = BROKEN_REPORT;
  expect(
    isTurn(BROKEN_REPORT, { ...BROKEN_REPORT, rootCause: rootCause && { ...rootCause, check: 'TL301' } }),
  ).toBe(true);
  expect(isTurn(BROKEN_REPORT, { ...BROKEN_REPORT, arrived: 3, at: '2026-02-21T00:00:00.000Z' })).toBe(false);
});
