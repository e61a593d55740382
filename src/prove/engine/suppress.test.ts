import { describe, expect, it } from 'vitest';
import type { MetricResult } from '../../shared/protocol/report.ts';
import { defineCheck } from './define-check.ts';
import type { Finding } from './finding.ts';
import { fail, type Judged, type Outcome, pass, warn } from './outcome.ts';
import { rootCauseOf } from './root-cause.ts';
import { suppress, type Suppression } from './suppress.ts';
import { linkReports, verdictOf } from './verdict.ts';

const SEEN: Judged = [{ source: 'a.yaml', saw: 'what was judged' }];

const NOW = Date.parse('2027-01-31T23:00:00Z');

function finding(id: `TL${number}`, outcome: Outcome | 'blocked'): Finding {
  const check = defineCheck({
    id,
    link: 'plugin',
    title: id,
    proves: '',
    explain: '',
    severity: 'error',
    modes: [],
    needs: [],
    run: () => pass('', SEEN),
  });
  return {
    check,
    outcome:
      outcome === 'blocked' ? { status: 'blocked', message: 'skipped: TL201 failed', evidence: [] } : outcome,
  };
}

function metric(otlp: string, status: MetricResult['status']): MetricResult {
  return {
    otlp,
    prometheus: `${otlp.replaceAll('.', '_')}_total`,
    type: 'counter',
    status,
    found: [],
    series: 0,
    newestSample: null,
    labels: { present: [], absent: [], extra: [] },
    recorded: null,
    stored: null,
    why: '',
    cause: null,
  };
}

const known = (more: Partial<Suppression> = {}): Suppression => ({
  check: 'TL203',
  reason: 'no metrics before the move',
  until: '2027-01-31',
  ...more,
});

function judge(
  findings: readonly Finding[],
  metrics: readonly MetricResult[] | null,
  ...list: Suppression[]
) {
  const result = suppress(findings, metrics, list, NOW);
  return {
    ...result,
    verdict: verdictOf(result.findings, result.metrics),
    cause: rootCauseOf(result.findings)?.check ?? null,
    state: result.suppressions[0]?.state,
  };
}

const gone = (...names: string[]) => fail('gone', [], { affects: names });

describe('a suppression', () => {
  it('takes a finding out of verdict and root cause, and keeps what it was', () => {
    const { verdict, cause, findings, state } = judge(
      [finding('TL203', fail('plugin off', []))],
      [metric('a', 'arrived')],
      known(),
    );
    expect({ verdict, cause, state }).toEqual({ verdict: 'arriving', cause: null, state: 'applied' });
    expect(findings[0]?.suppressed).toEqual({
      reason: 'no metrics before the move',
      until: '2027-01-31',
      status: 'fail',
      severity: 'error',
    });
  });

  it('gives the root cause to the next fault', () => {
    const { verdict, cause } = judge(
      [finding('TL203', fail('off', [])), finding('TL204', fail('not loaded', []))],
      null,
      known(),
    );
    expect({ verdict, cause }).toEqual({ verdict: 'broken', cause: 'TL204' });
  });

  it('of a root cause does not hide a loss of data', () => {
    const { verdict } = judge(
      [finding('TL203', fail('off', [])), finding('TL602', 'blocked')],
      [metric('a', 'missing')],
      known(),
    );
    expect(verdict).toBe('degraded');
  });

  it('does not make a link pass of which nothing else was proved', () => {
    const { findings } = judge([finding('TL203', fail('off', []))], null, known());
    expect(linkReports(findings).find(({ link }) => link === 'plugin')).toEqual({
      link: 'plugin',
      status: 'skip',
      message: 'suppressed until 2027-01-31 (no metrics before the move): off',
    });
  });

  it('lets its link pass where another check proves it', () => {
    const { findings } = judge(
      [finding('TL203', warn('odd', [])), finding('TL204', pass('loaded', SEEN))],
      null,
      known(),
    );
    expect(linkReports(findings).find(({ link }) => link === 'plugin')).toMatchObject({
      status: 'pass',
      message: 'loaded',
    });
  });

  it('counts through its last day, and is a warning from the next', () => {
    const findings = [finding('TL203', fail('off', []))];
    expect(judge(findings, null, known()).state).toBe('applied');
    const late = judge(findings, null, known({ until: '2027-01-30' }));
    expect(late).toMatchObject({ verdict: 'broken', state: 'expired' });
    expect(late.suppressions[0]).toMatchObject({ level: 'warning' });
    expect(late.suppressions[0]?.message).toContain('expired after 2027-01-30');
  });

  it('a suppression that matches nothing is a note', () => {
    const { suppressions, verdict } = judge(
      [finding('TL203', pass('on', SEEN))],
      [metric('a', 'arrived')],
      known(),
      known({ check: 'TL999' }),
    );
    expect(verdict).toBe('arriving');
    expect(suppressions.map(({ level, message }) => `${level}: ${message}`)).toEqual([
      expect.stringMatching(/^note: .*TL203 found no fault$/),
      expect.stringMatching(/^note: .*TL999 was not checked$/),
    ]);
  });
});

describe('a suppression of one metric', () => {
  const byMetric = (name: string) => known({ match: { metric: name } });

  it('lets that one be absent, by its OTLP or its stored name', () => {
    for (const name of ['shop.paid', 'shop_paid_total']) {
      const { verdict, cause } = judge(
        [finding('TL203', gone('shop_paid_total'))],
        [metric('shop.paid', 'missing'), metric('shop.sold', 'arrived')],
        byMetric(name),
      );
      expect({ verdict, cause }).toEqual({ verdict: 'arriving', cause: null });
    }
  });

  it('does not hide that another is gone, too', () => {
    const { verdict, suppressions } = judge(
      [finding('TL203', gone('shop_paid_total', 'shop_sold_total'))],
      [metric('shop.paid', 'missing'), metric('shop.sold', 'missing')],
      byMetric('shop.paid'),
    );
    expect(verdict).toBe('broken');
    expect(suppressions[0]?.message).toContain('also covers something else');
  });

  it('covers a finding together with others', () => {
    const { verdict, suppressions } = judge(
      [finding('TL203', gone('shop_paid_total', 'shop_sold_total'))],
      [metric('shop.paid', 'missing'), metric('shop.sold', 'missing'), metric('shop.open', 'arrived')],
      byMetric('shop.paid'),
      byMetric('shop.sold'),
    );
    expect(verdict).toBe('arriving');
    expect(suppressions.map(({ state }) => state)).toEqual(['applied', 'applied']);
  });

  it('of all that is expected leaves open whether telemetry arrives', () => {
    const { verdict } = judge(
      [finding('TL203', gone('shop_paid_total'))],
      [metric('shop.paid', 'missing')],
      byMetric('shop.paid'),
    );
    expect(verdict).toBe('undetermined');
  });

  it('does not take a name for a longer one', () => {
    const { state } = judge([finding('TL203', gone('shop_paid_late_total'))], null, byMetric('shop_paid'));
    expect(state).toBe('unmatched');
  });
});

it('a suppression of one subject holds for findings that are about it alone', () => {
  const panel = known({ match: { subject: 'panel Costs' } });
  const about = (...affects: string[]) => judge([finding('TL203', gone(...affects))], null, panel).state;
  expect(about('panel Costs of a.json')).toBe('applied');
  expect(about('panel Costs of a.json', 'panel Runs of a.json')).toBe('unmatched');
});
