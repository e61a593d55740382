import { z } from 'zod';

const slug = z.string().regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/);
const sentence = z.string().regex(/\.$/, 'is a sentence, and ends with a full stop');
const clause = z.string().regex(/[^.]$/, 'is a part of a sentence, without a full stop');
const modes = z.array(z.int().min(1)).describe('Numbers of failure modes; empty where it belongs to none');
const version = z.string().regex(/^\d+(?:\.\d+)*$/);

/** Loki evaluates the patterns with RE2, which has no lookaround and no references back. */
const pattern = z
  .string()
  .refine((text) => !/\(\?[=!<]|\\[1-9]/.test(text), 'has to be a regular expression that RE2 knows')
  .refine(compiles, 'is not a regular expression');

const reveal = z
  .strictObject({
    pattern: pattern.optional().describe('Regular expression, without regard to case'),
    statuses: z.array(z.int().min(300).max(599)).optional().describe('HTTP statuses'),
    codes: z.array(z.string()).optional().describe('Error codes of Node.js; a * at the end is any ending'),
    counter: z.string().optional().describe('Counter in /metrics that is above 0'),
    in: z
      .enum(['anywhere', 'push', 'response', 'plugin', 'scrape'])
      .default('anywhere')
      .describe(
        'Where the pattern has this meaning: anywhere; in a response to a push and in a log line about one; in a ' +
          'response only; in the error of the plugin only; in the last error of a scraped target only',
      ),
    text: z.string().optional().describe('An example, as it was written'),
    by: z.string().describe('The server, SDK or runtime that writes it'),
    versions: z.string().optional().describe('Its versions, where known'),
    source: z.string().describe('A file, an address, "observed" on a server, or "not recorded"'),
  })
  .refine(
    (one) => [one.pattern, one.statuses, one.codes, one.counter].some((value) => value !== undefined),
    'needs a pattern, statuses, codes or a counter',
  );

const failureMode = z.strictObject({
  number: z.int().min(1).describe('Permanent'),
  slug: slug.describe('Permanent: a part of the address of its section in the docs'),
  title: z.string().max(60),
  means: sentence.describe('What is wrong, and what follows from it'),
  shows: sentence.describe('Where it can be seen, besides the known messages'),
  fix: sentence,
});

const knownMessage = z.strictObject({
  id: slug,
  about: z
    .enum([
      'config',
      'plugin',
      'sdk',
      'name',
      'connection',
      'tls',
      'export',
      'receiver',
      'collector',
      'store',
      'samples',
      'counter',
      'relabelling',
      'scrape',
    ])
    .describe('The part that is at fault, which decides the checks that report it'),
  modes,
  means: clause.describe('Follows a colon, as in "the log says: …"'),
  fix: clause,
  queryFix: clause
    .optional()
    .describe('The fix where a query of `check` fails so, if it differs from that of a push'),
  reveals: z.array(reveal).min(1),
});

/** Which metrics of a push a defect concerns. All that is given has to hold; where nothing is, it concerns every push. */
const concerned = z.strictObject({
  kinds: z.array(z.string()).optional().describe('Instrument kinds'),
  temporality: z.literal('delta').optional(),
  unit: z.literal('none').optional().describe('Metrics without a unit'),
  strategies: z.array(z.string()).optional().describe('Only with one of these translation strategies'),
  settings: z.array(z.string()).optional().describe('Only where one of these settings is on'),
  attributes: z.array(z.string()).optional().describe('Only with one of these attribute keys'),
  name: pattern.optional().describe('Regular expression for the OTLP name'),
  response: z.literal('cut').optional().describe('Only where the server cuts the connection'),
  collides: z.literal(true).optional().describe('Only where two metrics of the push have one stored name'),
  differsFrom: version
    .optional()
    .describe('Only where the prediction for this version, which lacks the defect, is another one'),
});

const defect = z
  .strictObject({
    id: slug,
    product: z.enum(['Prometheus', 'VictoriaMetrics', 'Mimir']),
    from: version.optional().describe('First version that is known to have it'),
    until: version.optional().describe('Last version that is known to have it'),
    fixed: version.optional().describe('First version that is known not to have it any more'),
    modes,
    shows: sentence,
    workaround: sentence,
    concerns: concerned.optional().describe('Absent: every push'),
    explains: z
      .array(slug)
      .default([])
      .describe('Ids of known messages that it may explain, where `check` sees them of this server'),
    known: z
      .enum(['measured', 'observed', 'source', 'documented'])
      .describe(
        'How: a test repeats it on real servers; it was seen on one, and is not repeated; it was read in the source; a ' +
          'changelog or an issue says so',
      ),
    measured: z.array(version).default([]).describe('Versions on which the test shows it'),
    source: z.string().describe('A file, an address, "observed" on a server, or "not recorded"'),
  })
  .refine(({ from, until }) => (from ?? until) !== undefined, 'names no version: give from or until')
  .refine(
    ({ known, measured }) => (known === 'measured') === measured.length > 0,
    'has versions under `measured` exactly where `known` is measured',
  );

export const failureModesSchema = z
  .strictObject({
    modes: z.array(failureMode),
    messages: z
      .array(knownMessage)
      .describe('The first that matches is meant, so a narrower one comes first'),
    defects: z.array(defect).describe('Known defects of servers and SDKs, by version'),
  })
  .superRefine(({ modes, messages, defects }, context) => {
    const complain = (message: string): void => context.addIssue({ code: 'custom', message });
    for (const [index, { number }] of modes.entries()) {
      const before = modes[index - 1]?.number ?? 0;
      if (number <= before) complain(`mode ${number} follows ${before}: the numbers ascend`);
    }
    const numbers = new Set(modes.map(({ number }) => number));
    for (const twice of repeated(modes.map((mode) => mode.slug)))
      complain(`two modes have the slug ${twice}`);
    for (const twice of repeated([...messages, ...defects].map(({ id }) => id)))
      complain(`two entries have the id ${twice}`);
    for (const { id, modes: named } of [...messages, ...defects]) {
      for (const number of named) {
        if (!numbers.has(number)) complain(`${id} names mode ${number}, which does not exist`);
      }
    }
    const known = new Set(messages.map(({ id }) => id));
    for (const { id, explains } of defects) {
      for (const message of explains)
        if (!known.has(message)) complain(`${id} explains ${message}, which is no known message`);
    }
  });

export type FailureMode = z.infer<typeof failureMode>;
export type KnownMessage = z.infer<typeof knownMessage>;
export type KnownDefect = z.infer<typeof defect>;
export type Reveal = z.infer<typeof reveal>;

function compiles(text: string): boolean {
  try {
    return Boolean(new RegExp(text, 'is'));
  } catch {
    return false;
  }
}

function repeated(texts: readonly string[]): string[] {
  return texts.filter((text, index) => texts.indexOf(text) !== index);
}
