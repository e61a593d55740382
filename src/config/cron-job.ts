import { Cron } from 'croner';
import { z } from 'zod';

const schedule = z
  .strictObject({
    kind: z.literal('cron').default('cron'),
    expr: z.string().describe('Cron expression of 5 fields, or 6 with seconds first'),
    tz: z.string().default('UTC').describe('IANA time zone, such as Asia/Tokyo'),
  })
  .superRefine(({ expr, tz }, context) => {
    const zone = problemOf(() => Intl.DateTimeFormat('en', { timeZone: tz }));
    if (zone !== null) {
      const message = `"${tz}" is no IANA time zone, such as Asia/Tokyo`;
      context.addIssue({ code: 'custom', path: ['tz'], message });
      return;
    }
    const pattern = problemOf(() => new Cron(expr, { timezone: tz, paused: true }));
    if (pattern === null) return;
    const message = `"${expr}" is no cron expression: ${pattern.replace(/^CronPattern: /, '')}`;
    context.addIssue({ code: 'custom', path: ['expr'], message });
  });

const delivery = z
  .strictObject({
    mode: z.enum(['none', 'webhook']).default('none'),
    to: z
      .url({ protocol: /^https?$/ })
      .optional()
      .describe('URL that the finished event is posted to'),
  })
  .refine(({ mode, to }) => mode === 'none' || to !== undefined, {
    path: ['to'],
    message: 'a delivery by webhook needs the URL to post to',
  })
  .prefault({});

/** One job of `cron.jobs`: asks an agent something at set times, in a session of its own. */
export const cronJob = z.strictObject({
  id: z
    .string()
    .regex(/^[\w.-]{1,64}$/, 'an id is 1 to 64 letters, digits, dots, dashes and underscores')
    .describe('Names the job in its sessions, its run log and its deliveries'),
  enabled: z.boolean().default(true),
  schedule,
  sessionTarget: z
    .literal('isolated')
    .default('isolated')
    .describe('Each run has a session of its own, without history'),
  payload: z.strictObject({
    kind: z.literal('agentTurn').default('agentTurn'),
    message: z.string().min(1).describe('What the agent is asked'),
  }),
  delivery,
});

export type CronJob = z.output<typeof cronJob>;

/** What a trial threw; null where it went well. */
function problemOf(trial: () => unknown): string | null {
  try {
    trial();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
