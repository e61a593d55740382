import { parseDocument } from 'yaml';
import { z } from 'zod';
import { QUIET } from '../../../shared/text/yaml-options.ts';
import { limitsOf, type ScrapeLimits } from '../manifests/monitor.ts';
import { type RelabelRule, relabelRule } from './prometheus-config.ts';

const limit = z
  .number()
  .nullish()
  .transform((given) => given ?? undefined);
const rules = z
  .array(relabelRule)
  .nullish()
  .transform((given) => given ?? []);
const limits = {
  sample_limit: limit,
  label_limit: limit,
  label_name_length_limit: limit,
  label_value_length_limit: limit,
  target_limit: limit,
};

const jobShape = z.looseObject({
  job_name: z.string(),
  metrics_path: z.string().nullish(),
  scheme: z.string().nullish(),
  honor_labels: z.boolean().nullish(),
  static_configs: z
    .array(z.object({ targets: z.array(z.string()).nullish() }))
    .nullish()
    .transform((given) => given ?? []),
  relabel_configs: rules,
  metric_relabel_configs: rules,
  ...limits,
});

const configShape = z.object({
  global: z.object(limits).nullish(),
  scrape_configs: z.array(z.unknown()).nullish(),
});

/** A job of `scrape_configs`. */
export interface ScrapeJob {
  readonly job: string;
  readonly path: string;
  readonly scheme: string;
  readonly hasCredentials: boolean;
  readonly honorLabels: boolean;
  /** `host:port` of its static targets. */
  readonly targets: readonly string[];
  readonly relabelings: readonly RelabelRule[];
  readonly metricRelabelings: readonly RelabelRule[];
  readonly limits: ScrapeLimits;
}

/** Jobs in the configuration of a Prometheus; those that cannot be read are left out, and none where it is no YAML. */
export function scrapeJobs(configYaml: string): readonly ScrapeJob[] {
  const document = parseDocument(configYaml, { ...QUIET, merge: true });
  if (document.errors.length > 0) return [];
  const { global, scrape_configs: jobs } = configShape.safeParse(document.toJS()).data ?? {};
  return (jobs ?? []).flatMap((given): ScrapeJob[] => {
    const job = jobShape.safeParse(given).data;
    if (!job) return [];
    const hasCredentials = [
      'authorization',
      'basic_auth',
      'bearer_token',
      'bearer_token_file',
      'oauth2',
    ].some((key) => Boolean(job[key]));
    return [
      {
        job: job.job_name,
        path: job.metrics_path || '/metrics',
        scheme: job.scheme || 'http',
        hasCredentials,
        honorLabels: job.honor_labels ?? false,
        targets: job.static_configs.flatMap(({ targets }) => targets ?? []),
        relabelings: job.relabel_configs,
        metricRelabelings: job.metric_relabel_configs,
        limits: limitsOf({
          sample_limit: job.sample_limit ?? global?.sample_limit,
          label_limit: job.label_limit ?? global?.label_limit,
          label_name_length_limit: job.label_name_length_limit ?? global?.label_name_length_limit,
          label_value_length_limit: job.label_value_length_limit ?? global?.label_value_length_limit,
          target_limit: job.target_limit ?? global?.target_limit,
        }),
      },
    ];
  });
}
