import { describe, expect, it } from 'vitest';
import { monitored } from '../../../../test/support/monitored.ts';
import type { Contract } from '../../contract/index.ts';
import { namesScrapeRelabelling } from './scrape-relabelling.ts';

const contract: Contract = {
  name: 'openclaw',
  way: 'scrape',
  flushIntervalMs: 30_000,
  metrics: [
    {
      prometheus: 'openclaw_model_tokens_total',
      kind: 'counter',
      unit: '',
      attributes: ['model'],
      mayBeIdle: false,
    },
    {
      prometheus: 'openclaw_run_duration_seconds',
      kind: 'histogram',
      unit: '',
      attributes: [],
      mayBeIdle: false,
    },
  ],
};

const run = (rules: string) =>
  namesScrapeRelabelling.runWith({
    ...monitored([
      ['monitor.yaml', '    - port: http\n', `    - port: http\n      metricRelabelings: ${rules}\n`],
    ]),
    contract,
  });

describe('names/scrape-relabelling', () => {
  it('passes where the rules drop other names', async () => {
    expect((await run("[{ sourceLabels: [__name__], regex: 'go_.*', action: drop }]")).status).toBe('pass');
  });

  it('fails where a rule drops every metric', async () => {
    const outcome = await run("[{ sourceLabels: [__name__], regex: 'up|go_.*', action: keep }]");
    expect(outcome).toMatchObject({
      status: 'fail',
      message: expect.stringContaining(
        'drops 4 series of 2 metrics: keep where __name__ matches up|go_.*',
      ) as string,
      affects: ['openclaw_model_tokens_total', 'openclaw_run_duration_seconds'],
    });
  });

  it('warns where a rule drops the buckets of one metric, and no backend shows what is stored', async () => {
    const outcome = await run("[{ sourceLabels: [__name__], regex: '.+_bucket', action: drop }]");
    expect(outcome).toMatchObject({ status: 'warn', affects: ['openclaw_run_duration_seconds'] });
  });

  it('warns where a rule removes a label of the contract', async () => {
    expect(await run('[{ regex: model, action: labeldrop }]')).toMatchObject({
      status: 'warn',
      message: 'ServiceMonitor openclaw/openclaw removes the label model: labeldrop model',
    });
  });

  it('leaves a rule open that reads the value of a label', async () => {
    expect((await run('[{ sourceLabels: [model], regex: gpt, action: drop }]')).status).toBe('unknown');
  });
});
