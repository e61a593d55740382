import { Cron } from 'croner';
import { z } from 'zod';
import { errorText } from '../text/error-text.ts';
import { deliveryUrlProblem } from './delivery-url.ts';

const delivery = z
  .strictObject({
    mode: z.enum(['none', 'webhook']).default('none'),
    to: z
      .url()
      .superRefine((url, context) => {
        const problem = deliveryUrlProblem(url);
        if (problem !== null) context.addIssue({ code: 'custom', message: problem });
      })
      .optional()
      .describe('URL that the finished event is posted to, http or https'),
  })
  .refine(({ mode, to }) => mode === 'none' || to !== undefined, {
    path: ['to'],
    message: 'a delivery by webhook needs the URL to post to',
  })
  .prefault({});

const job = z
  .strictObject({
    id: z
      .string()
      .regex(/^[\w.-]{1,64}$/, 'an id is 1 to 64 letters, digits, dots, dashes and underscores')
      .describe('Names the job in its sessions, its run log and its deliveries'),
    enabled: z.boolean().default(true),
    schedule: z.string().describe('Cron expression of 5 fields, or 6 with seconds first'),
    timeZone: z.string().default('UTC').describe('IANA time zone, such as Asia/Tokyo'),
    agent: z.string().min(1).default('main').describe('Agent that the session belongs to'),
    message: z.string().min(1).describe('What the agent is asked'),
    model: z
      .string()
      .optional()
      .describe('provider/model that is asked first. Default: agents.defaults.model.primary'),
    delivery,
  })
  .superRefine(({ schedule, timeZone }, context) => {
    if (!isTimeZone(timeZone)) {
      const message = `"${timeZone}" is no IANA time zone, such as Asia/Tokyo`;
      context.addIssue({ code: 'custom', path: ['timeZone'], message });
      return;
    }
    const problem = scheduleProblem(schedule, timeZone);
    if (problem !== null) context.addIssue({ code: 'custom', path: ['schedule'], message: problem });
  });

/** One job of `cron.jobs`: asks an agent something at set times, each time in a separate session. */
export type CronJob = z.output<typeof job>;

const milliseconds = (ms: number, what: string) => z.int().positive().default(ms).describe(what);

/** The section `cron`. */
export const cron = z
  .strictObject({
    enabled: z.boolean().default(true).describe('Run jobs at their times'),
    webhookToken: z.string().min(1).optional().describe('Bearer token of each delivery'),
    deliveryTimeoutMs: milliseconds(10_000, 'Time-out of one attempt to deliver'),
    deliveryMaxAttempts: z
      .int()
      .positive()
      .default(4)
      .describe('Attempts to deliver; answers of 5xx and failed connections are tried again'),
    deliveryRetryDelayMs: milliseconds(1_000, 'Wait before the second attempt; doubles each time'),
    missedRunGraceMs: z
      .int()
      .nonnegative()
      .default(3_600_000)
      .describe('A run missed while the gateway was down is made up for, once, if it is no later than this'),
    repeatInterrupted: z
      .int()
      .nonnegative()
      .default(0)
      .describe(
        'How often a run is repeated that the end of the process interrupted; 0 only reports it as aborted',
      ),
    sessionMaxAgeMs: milliseconds(86_400_000, "Time after which a run's session is forgotten"),
    jobs: z
      .array(job)
      .default([])
      .superRefine((jobs, context) => {
        const seen = new Set<string>();
        for (const [index, { id }] of jobs.entries()) {
          if (seen.has(id)) {
            context.addIssue({
              code: 'custom',
              path: [index, 'id'],
              message: `another job has the id "${id}"`,
            });
          }
          seen.add(id);
        }
      }),
  })
  .prefault({});

/** When a job runs next after a moment, in milliseconds since 1970; null where never. */
export function nextRunAtMs({ schedule, timeZone }: Pick<CronJob, 'schedule' | 'timeZone'>, afterMs: number) {
  const next = new Cron(schedule, { timezone: timeZone, paused: true }).nextRun(new Date(afterMs));
  return next?.getTime() ?? null;
}

function isTimeZone(name: string): boolean {
  try {
    Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function scheduleProblem(schedule: string, timeZone: string): string | null {
  try {
    return nextRunAtMs({ schedule, timeZone }, 0) === null
      ? `"${schedule}" names a time that never comes`
      : null;
  } catch (error) {
    const reason = errorText(error).replace(/^\w+: /, '');
    return `"${schedule}" is not a cron expression: ${reason}`;
  }
}
