import { describe, expect, it } from 'vitest';
import { BROKEN_REPORT } from '../../../test/support/broken-report.ts';
import type { Report } from '../../shared/protocol/report.ts';
import { CHECKS } from '../checks/index.ts';
import {
  htmlReport,
  junitReport,
  LANGUAGES,
  markdownReport,
  sarifReport,
  textReport,
} from '../report/index.ts';
import { printable } from './printable.ts';

/** A carriage return may be in a diff. */
const CONTROLS = /(?![\t\n\r])\p{Cc}/u;
const DIRT = [
  '\u001B[31m',
  '\u001B]8;;http://x\u0007',
  '\u009B2J',
  '\u001B',
  '\u0000',
  '\r',
  '\u001B[',
  '\u001Bc',
];

/** The report with something for a terminal in each text. */
function dirty<T>(value: T, seed: { n: number }): T {
  if (typeof value === 'string') {
    seed.n = (seed.n * 48_271) % 2_147_483_647;
    const at = seed.n % (value.length + 1);
    return `${value.slice(0, at)}${DIRT[seed.n % DIRT.length]}${value.slice(at)}` as T;
  }
  if (Array.isArray(value)) return value.map((item) => dirty(item, seed)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, ENUMS.has(key) ? item : dirty(item, seed)]),
  ) as T;
}

/** What only this program writes. */
const ENUMS = new Set([
  'schema',
  'verdict',
  'link',
  'status',
  'severity',
  'kind',
  'at',
  'newestSample',
  'cause',
]);

describe('printable', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('lets no escape byte into a report of any format (seed %i)', (n) => {
    const report: Report = printable(dirty(BROKEN_REPORT, { n }));
    const formats = [
      JSON.stringify(report, null, 2),
      junitReport(report, { failOn: 'warning' }),
      sarifReport(report, { rules: CHECKS, root: '/work' }),
      textReport(report, { colours: false }),
      ...LANGUAGES.flatMap((lang) => [markdownReport(report, lang), htmlReport(report, lang)]),
    ];
    for (const format of formats) expect(format).not.toMatch(CONTROLS);
  });

  it('leaves a diff as the file is, with its carriage returns and without escape bytes', () => {
    expect(printable({ diff: '-a\r\n+\u001B[31mb\r\n', text: 'a\r\n' })).toEqual({
      diff: '-a\r\n+[31mb\r\n',
      text: 'a\n',
    });
  });
});
