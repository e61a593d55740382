import { z } from 'zod';

/** The answer of `/api/v1/targets`. */
export const scrapeTargets = z.object({
  activeTargets: z
    .array(
      z.object({
        discoveredLabels: z.record(z.string(), z.string()).default({}),
        labels: z.record(z.string(), z.string()).default({}),
        scrapePool: z.string().default(''),
        scrapeUrl: z.string().default(''),
        lastError: z.string().default(''),
        lastScrape: z.string().default(''),
        lastSamplesScraped: z.number().optional(),
        health: z.string().default('unknown'),
      }),
    )
    .nullish()
    .transform((given) => given ?? []),
  droppedTargets: z
    .array(
      z.object({
        discoveredLabels: z.record(z.string(), z.string()).default({}),
        scrapePool: z.string().default(''),
      }),
    )
    .nullish()
    .transform((given) => given ?? []),
});

/** What a backend scrapes: its targets with the last result, and what relabelling drops before it is scraped. */
export type ScrapeTargets = z.output<typeof scrapeTargets>;

export type ScrapeTarget = ScrapeTargets['activeTargets'][number];
