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
      .enum(['anywhere', 'push', 'response', 'plugin'])
      .default('anywhere')
      .describe(
        'Where the pattern has this meaning: anywhere; in a response to a push and in a log line about one; in a ' +
          'response only; in the error of the plugin only',
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

const defect = z.strictObject({
  id: slug,
  product: z.string(),
  from: version.optional().describe('First version that has it'),
  until: version.optional().describe('Last version that has it'),
  modes,
  shows: sentence,
  workaround: sentence,
  source: z.string().describe('A file, an address, "observed" on a server, or "not recorded"'),
});

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
      if (number !== index + 1) complain(`mode ${number} is at position ${index + 1}: numbers have no gaps`);
    }
    for (const twice of repeated(modes.map((mode) => mode.slug)))
      complain(`two modes have the slug ${twice}`);
    for (const twice of repeated([...messages, ...defects].map(({ id }) => id)))
      complain(`two entries have the id ${twice}`);
    for (const { id, modes: named } of [...messages, ...defects]) {
      for (const number of named) {
        if (number > modes.length) complain(`${id} names mode ${number}, which does not exist`);
      }
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
