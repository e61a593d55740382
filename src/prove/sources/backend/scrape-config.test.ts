import { describe, expect, it } from 'vitest';
import { scrapeJobs } from './scrape-config.ts';

describe('scrapeJobs', () => {
  it('fills in the defaults of Prometheus', () => {
    expect(
      scrapeJobs("scrape_configs: [{ job_name: a, static_configs: [{ targets: ['h:1'] }] }]"),
    ).toMatchObject([
      {
        job: 'a',
        path: '/metrics',
        scheme: 'http',
        hasCredentials: false,
        honorLabels: false,
        targets: ['h:1'],
        limits: {},
      },
    ]);
  });

  it('takes a limit of the whole file where the job has none, and 0 for none', () => {
    const jobs = scrapeJobs(
      'global: { sample_limit: 500 }\nscrape_configs: [{ job_name: a }, { job_name: b, sample_limit: 0 }, { job_name: c, sample_limit: 9 }]',
    );
    expect(jobs.map(({ limits }) => limits)).toEqual([{ sample_limit: 500 }, {}, { sample_limit: 9 }]);
  });

  it('sees each kind of credentials', () => {
    const kinds = [
      'authorization: { credentials: a }',
      'bearer_token: a',
      'basic_auth: { username: a }',
      'oauth2: {}',
    ];
    const jobs = kinds.map((kind) => scrapeJobs(`scrape_configs: [{ job_name: a, ${kind} }]`)[0]);
    expect(jobs.map((job) => job?.hasCredentials)).toEqual([true, true, true, true]);
  });

  it('leaves out a job that it cannot read, and reads no other text', () => {
    expect(scrapeJobs('scrape_configs: [{ job_name: 1 }, { job_name: b }]').map(({ job }) => job)).toEqual([
      'b',
    ]);
    expect(scrapeJobs('scrape_configs: [')).toEqual([]);
    expect(scrapeJobs('scrape_configs: text')).toEqual([]);
  });
});
