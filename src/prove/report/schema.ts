import { z } from 'zod';
import { LINKS } from '../index.ts';

const status = z.enum(['pass', 'warn', 'fail', 'unknown', 'blocked', 'skip']);
const verdict = z.enum(['arriving', 'degraded', 'broken', 'undetermined']);
const link = z.enum(LINKS).describe('A hop of the path, in the order in which telemetry takes them');
const modes = z.array(z.int()).describe('Rows of the catalogue of failure modes');
const isoTime = z.string().describe('ISO 8601 time');
const texts = z.array(z.string());

const fix = z.object({
  kind: z.enum(['patch', 'command', 'manual']),
  text: z.string(),
  root: z.string().optional().describe('Folder that file and the paths of diff are relative to'),
  file: z.string().optional(),
  diff: z.string().optional().describe('Unified diff, for patch -p1'),
  command: z.string().optional().describe('The exact line to run'),
});

const severity = z.enum(['error', 'warning', 'note']);
const known = { reason: z.string(), until: z.string().describe('Last day, YYYY-MM-DD in UTC') };

const suppression = z.object({
  ...known,
  check: z.string(),
  match: z.object({ subject: z.string().optional(), metric: z.string().optional() }).optional(),
  state: z.enum(['applied', 'expired', 'unmatched']),
  level: z.enum(['none', 'warning', 'note']),
  message: z.string(),
});

const check = z.object({
  id: z.string().regex(/^TL\d{3}$/),
  link,
  modes,
  title: z.string(),
  severity,
  status,
  message: z.string(),
  location: z.object({ file: z.string(), line: z.int() }).nullable(),
  evidence: z.array(z.object({ source: z.string(), saw: z.string() })),
  fix: fix.nullable(),
  suppressed: z
    .object({ ...known, status, severity })
    .optional()
    .describe('It is known of and does not count: why, and what it would be if it did'),
});

const metric = z.object({
  otlp: z.string().describe('OTLP name; of a contract of stored names, the stored one'),
  prometheus: z.string(),
  type: z.string(),
  status: z.enum(['arrived', 'misnamed', 'mislabelled', 'stale', 'idle', 'missing', 'unknown']),
  found: texts.describe('Names that are stored instead'),
  series: z.int(),
  newestSample: isoTime.nullable(),
  labels: z.object({ present: texts, absent: texts, extra: texts }),
  recorded: z.number().nullable(),
  stored: z.number().nullable(),
  why: z.string(),
  cause: z.enum(['never existed', 'disappeared', 'label absent', 'value absent']).nullable(),
  suppressed: z.object(known).optional().describe('Why it need not have arrived'),
});

/** A report as others read it. */
export const reportSchema = z.object({
  schema: z.literal('throughline.report/1'),
  version: z.string(),
  at: isoTime,
  verdict,
  vantage: z.string().describe('From where it was asked'),
  expected: z.int().describe('Metrics of the contract'),
  arrived: z.int().nullable().describe('Null where no backend was asked'),
  rootCause: z
    .object({ check: z.string(), link, modes, summary: z.string(), affects: texts, fix: fix.nullable() })
    .nullable(),
  links: z.array(z.object({ link, status, message: z.string() })),
  checks: z.array(check),
  metrics: z.array(metric),
  reconciliation: z
    .object({ recorded: z.number(), stored: z.number(), ratio: z.number(), 'as of': z.string() })
    .nullable(),
  instances: z.array(z.object({ instance: z.string(), verdict })),
  suppressions: z.array(suppression).optional().describe('Of the settings, with what became of them'),
  requests: z.int().optional().describe('HTTP requests that the run made'),
  fixed: z
    .array(z.object({ check: z.string(), text: z.string(), file: z.string(), diff: z.string() }))
    .optional()
    .describe('What was written before this run, in turn'),
});

/** The JSON Schema of `throughline.report/1`. Fields may be added to it: readers ignore what they do not know. */
export function reportJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(reportSchema, { io: 'input', target: 'draft-2020-12' });
  return { ...schema, title: 'throughline.report/1', description: 'What a check found.' };
}
