import { z } from 'zod';
import type { Frozen } from './frozen.ts';

/** The hops of the path, in the order in which telemetry takes them. */
export const LINKS = [
  'config',
  'plugin',
  'sdk',
  'network',
  'receiver',
  'store',
  'names',
  'query',
  'dashboard',
] as const;

/**
 * `arriving`: no check fails, a sample was read back, and each expected metric arrived or is idle. `degraded`: with a
 * warning, or a part of the metrics. `broken`: a link fails. `idle`: no check fails, nothing was recorded, and nothing was
 * read back. `undetermined`: too little could be asked.
 */
export const VERDICTS = ['arriving', 'degraded', 'broken', 'idle', 'undetermined'] as const;

const status = z.enum(['pass', 'warn', 'fail', 'unknown', 'blocked', 'skip']);
const severity = z.enum(['error', 'warning', 'note']);
const verdict = z.enum(VERDICTS);
const link = z.enum(LINKS).describe('A hop of the path, in the order in which telemetry takes them');
const modes = z.array(z.int()).describe('Numbers of failure modes');
const isoTime = z.string().describe('ISO 8601 time');
const texts = z.array(z.string());

const location = z.object({ file: z.string(), line: z.int() });
const evidence = z.object({ source: z.string(), saw: z.string() });

const fix = z.object({
  kind: z.enum(['patch', 'command', 'manual']),
  text: z.string(),
  root: z.string().optional().describe('Folder that file and the paths of diff are relative to'),
  file: z.string().optional(),
  diff: z.string().optional().describe('Unified diff, for patch -p1'),
  command: z.string().optional().describe('The exact line to run'),
});

const known = { reason: z.string(), until: z.string().describe('Last day, YYYY-MM-DD in UTC') };

const suppressed = z.object({ ...known, status, severity });

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
  location: location.nullable(),
  evidence: z.array(evidence),
  fix: fix.nullable(),
  suppressed: suppressed
    .optional()
    .describe('The finding is known and does not count: why, and what it would be without the suppression'),
});

const absenceCause = z.enum(['never existed', 'disappeared', 'label absent', 'value absent']);

const metric = z.object({
  otlp: z.string().describe('OTLP name; for a contract of stored names, the stored name'),
  prometheus: z.string(),
  type: z.string(),
  status: z.enum(['arrived', 'misnamed', 'mislabelled', 'stale', 'idle', 'missing', 'unknown']),
  found: texts.describe('Names that are stored instead'),
  series: z.int().describe('Stored series that count its data'),
  newestSample: isoTime.nullable(),
  labels: z.object({ present: texts, absent: texts, extra: texts }),
  recorded: z
    .number()
    .nullable()
    .describe('What the ledger had at the last accepted push; null without a ledger'),
  stored: z.number().nullable().describe('What the backend holds of it; null without a ledger'),
  why: z.string(),
  cause: absenceCause
    .nullable()
    .describe(
      'Why the metric is absent: no series of its name ever, a series that ended, a series without the label that the query selects, or one whose label has another value; null where it is there, under any name',
    ),
  suppressed: z.object(known).optional().describe('Why the metric need not have arrived'),
});

const reconciliation = z.object({
  recorded: z.number(),
  stored: z.number(),
  ratio: z.number(),
  'as of': z.string(),
});

const readBack = z.object({
  metrics: isoTime
    .nullable()
    .describe('Newest recent sample of a metric of the contract; null where there is none'),
  health: isoTime
    .nullable()
    .describe("Newest recent sample of the exporter's own health metrics; null where there is none"),
  canary: z.boolean().describe('The canary that this run wrote was read back'),
  outdated: z
    .object({
      instance: z
        .string()
        .nullable()
        .describe('Instance of the gateway that was asked; null where not known'),
      since: isoTime.nullable().describe('When its exporter was set up; null where not known'),
    })
    .optional()
    .describe(
      'Set where the samples do not show that pushes arrive: none is of this instance since this time',
    ),
});

const linkReport = z.object({ link, status, message: z.string() });

const rootCause = z.object({
  check: z.string(),
  link,
  modes,
  summary: z.string(),
  affects: texts,
  fix: fix.nullable(),
});

const appliedFix = z.object({
  check: z.string(),
  text: z.string(),
  file: z.string().describe('As in the diff'),
  diff: z.string(),
});

/** `throughline.report/1`: the result of a run. Readers ignore fields that they do not know. */
export const reportSchema = z.object({
  schema: z.literal('throughline.report/1'),
  version: z.string(),
  at: isoTime,
  verdict,
  vantage: z.string().describe('Where the check ran'),
  expected: z.int().describe('Metrics of the contract'),
  arrived: z.int().nullable().describe('Null where no backend was queried'),
  readBack: readBack
    .optional()
    .describe('What shows that telemetry of the service is stored; absent where no backend was queried'),
  rootCause: rootCause.nullable(),
  links: z.array(linkReport),
  checks: z.array(check),
  metrics: z.array(metric),
  reconciliation: reconciliation.nullable().describe('Recorded data events against stored ones'),
  instances: z.array(z.object({ instance: z.string(), verdict })),
  suppressions: z
    .array(suppression)
    .optional()
    .describe('Suppressions of the settings, each with its effect; absent where there are none'),
  requests: z
    .int()
    .optional()
    .describe('HTTP requests that the run made; absent where they were not counted'),
  fixed: z
    .array(appliedFix)
    .optional()
    .describe('Diffs that --fix wrote before this run, in order; absent without --fix'),
});

export type Report = Frozen<z.output<typeof reportSchema>>;
export type CheckReport = Frozen<z.output<typeof check>>;
export type LinkReport = Frozen<z.output<typeof linkReport>>;
/** Recent samples of the service that the backend returned. */
export type ReadBack = Frozen<z.output<typeof readBack>>;
export type RootCause = Frozen<z.output<typeof rootCause>>;
export type AppliedFix = Frozen<z.output<typeof appliedFix>>;
export type SuppressionReport = Frozen<z.output<typeof suppression>>;
/** Why a finding does not count, and what it would be without the suppression. */
export type Suppressed = Frozen<z.output<typeof suppressed>>;

export type Link = (typeof LINKS)[number];
export type Verdict = (typeof VERDICTS)[number];
/**
 * `pass`: judged and right; its evidence is never empty. `unknown`: could not be asked. `blocked`: a check that it depends
 * on failed. `skip`: not part of this run, or nothing that it is about is there.
 */
export type Status = z.output<typeof status>;
export type Severity = z.output<typeof severity>;
/** What a check saw, and where. */
export type Evidence = Frozen<z.output<typeof evidence>>;
export type Location = Frozen<z.output<typeof location>>;
/** How to fix a fault. */
export type Fix = Frozen<z.output<typeof fix>>;

/** One metric of the contract, as it was found. */
export type MetricResult = Frozen<z.output<typeof metric>>;
export type MetricStatus = MetricResult['status'];
export type AbsenceCause = z.output<typeof absenceCause>;
/** Recorded data events against stored ones. */
export type Reconciliation = Frozen<z.output<typeof reconciliation>>;

/** A report as `-o json` prints it. @throws where the text is no report */
export function readReport(text: string): Report {
  return reportSchema.parse(JSON.parse(text));
}
