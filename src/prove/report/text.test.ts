import { describe, expect, it } from 'vitest';
import { BROKEN_REPORT } from '../../../test/support/broken-report.ts';
import { age, columns, wrap } from './layout.ts';
import { briefReport, textReport } from './text.ts';

describe('textReport', () => {
  it('says the verdict, the path, the root cause with its place and evidence, the fix, and what could not be asked', () => {
    expect(textReport(BROKEN_REPORT, { colours: false, width: 90 })).toMatchInlineSnapshot(`
      "broken: 1 of 18 metrics arrived
      checked from this process, on a laptop

        ✓ config  valid
        ✗ plugin  diagnostics-otel is off: bundled (disabled by default)
        ? sdk     no gateway was given: --gateway URL

      ┌─ root cause: TL203, link plugin ──────────────────────────────┐
      │ diagnostics-otel is off: bundled (disabled by default)        │
      │ at configmap.yaml:12                                          │
      │ affects every setting of diagnostics.otel                     │
      │ saw plugins.entries names discord, telegram  (configmap.yaml) │
      └───────────────────────────────────────────────────────────────┘
      fix: enable the plugin

      --- a/f
      +++ b/f
      @@ -1 +1,2 @@
       a
      +b

          metric                 status   series  age    recorded  stored
        ✓ openclaw_tokens_total  arrived  6       0.8 s  12        12
        3 data events recorded, 3 stored (as of the last accepted push)

      could not be checked
        TL301: no gateway was given: --gateway URL"
    `);
  });

  it('paints on a terminal only', () => {
    expect(textReport(BROKEN_REPORT, { colours: false })).not.toContain('\u001B[');
    expect(textReport(BROKEN_REPORT, { colours: true })).toContain('\u001B[');
  });
});

describe('briefReport', () => {
  it('keeps to the verdict, one line for the path, the root cause with its fix, and the metrics', () => {
    expect(briefReport(BROKEN_REPORT, { colours: false })).toMatchInlineSnapshot(`
      "broken: 1 of 18 metrics arrived
      ✓ config  ✗ plugin  ? sdk
      root cause, link plugin: diagnostics-otel is off: bundled (disabled by default)
      fix: enable the plugin

      --- a/f
      +++ b/f
      @@ -1 +1,2 @@
       a
      +b

          metric                 status   series  age    recorded  stored
        ✓ openclaw_tokens_total  arrived  6       0.8 s  12        12
        3 data events recorded, 3 stored (as of the last accepted push)"
    `);
  });
});

describe('the layout', () => {
  it('lines columns up by what they take on a terminal, wide characters too', () => {
    expect(
      columns([
        ['設定', 'a'],
        ['x', 'b'],
      ]),
    ).toEqual(['設定  a', 'x     b']);
  });

  it('breaks at blanks, and leaves a word that is too long whole', () => {
    expect(wrap('one two three', 7)).toEqual(['one two', 'three']);
    expect(wrap('unbreakable', 4)).toEqual(['unbreakable']);
    expect(wrap('spec:\n  a: b', 20)).toEqual(['spec:', '  a: b']);
  });

  it.each([
    [400, '0.4 s'],
    [59_000, '59 s'],
    [300_000, '5 min'],
    [10_800_000, '3 h'],
    [260_000_000, '3 d'],
  ])('shows %d ms as %s', (ms, words) => {
    expect(age(ms)).toBe(words);
  });
});

it('shows what is suppressed apart from what is found, and which suppressions ran out', () => {
  const [failed] = BROKEN_REPORT.checks;
  const known = { check: 'TL203', reason: 'after the move', until: '2027-01-31' };
  const text = textReport(
    {
      ...BROKEN_REPORT,
      rootCause: null,
      metrics: [],
      checks: failed
        ? [
            {
              ...failed,
              status: 'warn',
              severity: 'note',
              suppressed: { ...known, status: 'fail', severity: 'error' },
            },
          ]
        : [],
      suppressions: [
        { ...known, state: 'applied', level: 'none', message: '' },
        { ...known, check: 'TL602', state: 'expired', level: 'warning', message: 'TL602 expired' },
      ],
    },
    { colours: false },
  );
  expect(text.slice(text.indexOf('\nsuppressed'))).toBe(`
suppressed
  – TL203  diagnostics-otel is off: bundled (disabled by default)
    suppressed until 2027-01-31: after the move
  ‼ TL602 expired`);
  expect(text).not.toContain('noted');
});
