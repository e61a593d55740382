import { describe, expect, it } from 'vitest';
import { embeddedBackend } from '../../../../test/support/embedded-backend.ts';
import type { Pushed } from '../../../../test/support/push.ts';
import { dashboardOf } from '../../../../test/support/readers.ts';
import type { Contract } from '../../contract/index.ts';
import { sdkBucketBounds } from './bucket-bounds.ts';
import { sdkEventsKept } from './events-kept.ts';
import { sdkExporterEvents } from './exporter-events.ts';
import { sdkModelKnown } from './model-known.ts';
import { sdkRunCountedOnce } from './run-counted-once.ts';
import { sdkUsageEmitted } from './usage-emitted.ts';

/** OpenClaw under the service name with which the test support pushes. */
const contract: Contract = {
  name: 'openclaw',
  job: 'shop',
  flushIntervalMs: 1_000,
  metrics: [
    { otlp: 'openclaw.tokens', kind: 'counter', unit: '1', attributes: ['openclaw.model'], mayBeIdle: true },
  ],
};

const runs = (count: number, attributes: Readonly<Record<string, string>>): Pushed => ({
  name: 'openclaw.run.duration_ms',
  unit: 'ms',
  counts: { bounds: [10_000], counts: [count, 0] },
  attributes,
});
const completed = (count: number, outcome = 'completed') => runs(count, { 'openclaw.outcome': outcome });
const withUsage = (count: number) => runs(count, { 'openclaw.channel': 'webchat', 'openclaw.agent': 'main' });
const tokens = (total: number, model = 'small'): Pushed => ({
  name: 'openclaw.tokens',
  unit: '1',
  total,
  attributes: { 'openclaw.model': model, 'openclaw.token': 'input' },
});

async function judged(check: typeof sdkRunCountedOnce, pushed: Pushed[], ...queries: string[]) {
  const { push, sources } = await embeddedBackend();
  await push(pushed);
  const readers = queries.length > 0 ? { readers: dashboardOf(...queries) } : {};
  return check.runWith({ ...sources(contract), ...readers });
}

describe('sdk/run-counted-once', () => {
  const both = [completed(6), withUsage(6), tokens(90)];

  it('is a note where runs have both sets of labels and no query reads them', async () => {
    expect(await judged(sdkRunCountedOnce, both)).toMatchObject({ status: 'warn', severity: 'note' });
  });

  it('warns of a query that takes both sets, and passes one that selects a set', async () => {
    const rate = (labels: string): string =>
      `sum(rate(openclaw_run_duration_ms_milliseconds_count${labels}[5m]))`;
    const twice = await judged(sdkRunCountedOnce, both, rate(''));
    expect(twice).toMatchObject({ status: 'warn', severity: 'warning' });
    expect(twice.message).toContain('1 query takes each run twice');
    expect((await judged(sdkRunCountedOnce, both, rate('{openclaw_outcome!=""}'))).status).toBe('pass');
  });

  it('passes on one set of labels, and is unknown without a run', async () => {
    expect((await judged(sdkRunCountedOnce, [withUsage(6), tokens(90)])).status).toBe('pass');
    expect((await judged(sdkRunCountedOnce, [tokens(90)])).status).toBe('unknown');
  });
});

describe('sdk/usage-emitted', () => {
  it('warns where runs complete and none has usage, and where usage has no token', async () => {
    expect(await judged(sdkUsageEmitted, [completed(6)])).toMatchObject({
      status: 'warn',
      severity: 'warning',
      message: '6 runs completed, and none has emitted its usage',
    });
    expect((await judged(sdkUsageEmitted, [completed(6), withUsage(6)])).message).toBe(
      '6 runs with usage, and not one token is stored',
    );
  });

  it('is a note where a part of the runs has no usage', async () => {
    const outcome = await judged(sdkUsageEmitted, [completed(9), withUsage(6), tokens(90)]);
    expect(outcome).toMatchObject({ status: 'warn', severity: 'note' });
    expect(outcome.message).toBe('3 of 9 completed runs have emitted no usage');
  });

  it('passes where the others failed, and where runs have no outcome', async () => {
    const failed = [completed(6), completed(4, 'error'), withUsage(6), tokens(90)];
    expect((await judged(sdkUsageEmitted, failed)).status).toBe('pass');
    expect((await judged(sdkUsageEmitted, [withUsage(6), tokens(90)])).status).toBe('pass');
  });

  it('is unknown with fewer than three runs', async () => {
    expect((await judged(sdkUsageEmitted, [completed(2)])).status).toBe('unknown');
  });
});

describe('sdk/model-known', () => {
  const genAi = (model: string): Pushed => ({
    name: 'gen_ai.client.token.usage',
    unit: '{token}',
    counts: { bounds: [1, 4], counts: [0, 3, 0] },
    attributes: { 'gen_ai.request.model': model },
  });

  it('is a note where a model with a slash is unknown in the gen_ai metrics', async () => {
    expect(await judged(sdkModelKnown, [tokens(9, 'house/small'), genAi('unknown')])).toMatchObject({
      status: 'warn',
      message: 'house/small reads "unknown" in the gen_ai metrics, and not in the tokens',
    });
  });

  it('passes where both name the model, and is skipped without gen_ai metrics', async () => {
    expect((await judged(sdkModelKnown, [tokens(9), genAi('small')])).status).toBe('pass');
    expect((await judged(sdkModelKnown, [tokens(9)])).status).toBe('skip');
  });
});

describe('sdk/bucket-bounds', () => {
  const memory = (below: number, above: number): Pushed => ({
    name: 'openclaw.memory.rss_bytes',
    unit: 'By',
    counts: { bounds: [10_000], counts: [below, above] },
  });

  it('is a note where more than 5 % of the values are above the highest bound', async () => {
    expect(await judged(sdkBucketBounds, [memory(0, 40)])).toMatchObject({
      status: 'warn',
      evidence: [{ saw: 'openclaw_memory_rss_bytes_bucket: 100 % of 40 values are above 10000' }],
    });
  });

  it('passes where 95 % are within, and is unknown on few values', async () => {
    expect((await judged(sdkBucketBounds, [memory(99, 1)])).status).toBe('pass');
    expect((await judged(sdkBucketBounds, [memory(0, 3)])).status).toBe('unknown');
  });
});

describe('sdk/events-kept', () => {
  const dropped = (kind: string, total: number): Pushed => ({
    name: 'openclaw.diagnostic.async_queue.dropped',
    unit: '1',
    total,
    attributes: { 'openclaw.diagnostic.async_queue.drop_class': kind },
  });

  it('warns of dropped events, and counts those of the class total once', async () => {
    const all = [dropped('total', 40), dropped('untrusted', 40)];
    expect(await judged(sdkEventsKept, all)).toMatchObject({
      status: 'warn',
      message: '40 diagnostic events were dropped since the start of the process',
    });
  });

  it('passes on 0, and is skipped without the counter', async () => {
    expect((await judged(sdkEventsKept, [dropped('total', 0)])).status).toBe('pass');
    expect((await judged(sdkEventsKept, [tokens(9)])).status).toBe('skip');
  });
});

describe('sdk/exporter-events', () => {
  const event = (status: string): Pushed => ({
    name: 'openclaw.telemetry.exporter.events',
    unit: '1',
    total: 1,
    attributes: {
      'openclaw.exporter': 'diagnostics-otel',
      'openclaw.signal': 'traces',
      'openclaw.status': status,
      'openclaw.reason': 'emit_failed',
    },
  });

  it('is a note of the signal and the reason of a failure', async () => {
    expect(await judged(sdkExporterEvents, [event('started'), event('failure')])).toMatchObject({
      status: 'warn',
      message: 'exporters counted failures, such as diagnostics-otel traces failure emit_failed (1)',
    });
  });

  it('passes on starts alone, and is skipped without the counter', async () => {
    expect((await judged(sdkExporterEvents, [event('started')])).status).toBe('pass');
    expect((await judged(sdkExporterEvents, [tokens(9)])).status).toBe('skip');
  });
});
