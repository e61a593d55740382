import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { BROKEN_REPORT, FAILED } from '../../../test/support/broken-report.ts';
import { runChecks } from '../index.ts';
import { reportSchema } from './schema.ts';

const ajv = new Ajv2020();
/** Knows each field, and takes no other: so that none is added without being written down. */
const strict = ajv.compile(z.toJSONSchema(reportSchema, { io: 'output' }));
const published = ajv.compile(
  JSON.parse(readFileSync(new URL('../../../schemas/report.schema.json', import.meta.url), 'utf8')) as object,
);

const KNOWN = { reason: 'after the move', until: '2027-01-31' };

describe('the published schema of reports', () => {
  it.each([
    ['with a fault', async () => BROKEN_REPORT],
    [
      'of a real run without any source',
      () =>
        runChecks(
          {},
          { version: '0.1.0', now: Date.now, sleep: async () => {}, static: true, contractGiven: false },
        ),
    ],
    [
      'with all that may be absent',
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
  ])('holds of a report %s, and names each field of it', async (_, made) => {
    const report = JSON.parse(JSON.stringify(await made())) as unknown;
    strict(report);
    expect(strict.errors).toBeNull();
    expect(published(report)).toBe(true);
  });

  it('lets fields be added, as readers ignore what they do not know', () => {
    expect(published({ ...BROKEN_REPORT, another: 1 })).toBe(true);
    expect(published({ ...BROKEN_REPORT, verdict: 'perhaps' })).toBe(false);
  });
});
