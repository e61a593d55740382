import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { BROKEN_REPORT, FAILED } from '../../../test/support/broken-report.ts';
import { differencesFrom } from '../../../test/support/unknown-fields.ts';
import { runChecks } from '../index.ts';
import { reportSchema } from '../../shared/protocol/report.ts';
import { HOW_TO_PROVIDE } from '../../cli/check/source-table/index.ts';

const published = new Ajv2020().compile(
  JSON.parse(readFileSync(new URL('../../../schemas/report.schema.json', import.meta.url), 'utf8')) as object,
);

const KNOWN = { reason: 'after the move', until: '2027-01-31' };

describe('report.schema.json', () => {
  it.each([
    ['with a fault', async () => BROKEN_REPORT],
    [
      'of a real run without any source',
      () =>
        runChecks(
          {},
          {
            version: '0.1.0',
            now: Date.now,
            sleep: async () => {},
            static: true,
            contractGiven: false,
            howToProvide: HOW_TO_PROVIDE,
          },
        ),
    ],
    [
      'with every optional field',
      async () => ({
        ...BROKEN_REPORT,
        checks: [{ ...FAILED, suppressed: { ...KNOWN, status: 'fail', severity: 'error' } }],
        metrics: BROKEN_REPORT.metrics.map((metric) => ({ ...metric, suppressed: KNOWN })),
        suppressions: [
          {
            ...KNOWN,
            check: 'TL203',
            match: { metric: 'openclaw.tokens' },
            state: 'applied',
            level: 'none',
            message: '',
          },
        ],
        requests: 3,
        fixed: [{ check: 'TL203', file: 'f', text: 't', diff: 'd' }],
      }),
    ],
  ])('describes a report %s, and each field of it', async (_, made) => {
    const report = JSON.parse(JSON.stringify(await made())) as unknown;
    expect(differencesFrom(reportSchema, report)).toEqual([]);
    expect(published(report)).toBe(true);
  });

  it('allows unknown fields', () => {
    expect(published({ ...BROKEN_REPORT, another: 1 })).toBe(true);
    expect(published({ ...BROKEN_REPORT, verdict: 'perhaps' })).toBe(false);
  });
});
