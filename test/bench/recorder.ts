/**
 * What it costs to record one `model.usage` event (9 measurements): by the recorder, by the official SDK's
 * instruments, and by prom-client, side by side in one run. Prints times, garbage and ratios; nothing passes or
 * fails by them.
 */
import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import { bench, run, summary } from 'mitata';
import * as prom from 'prom-client';
import { CATALOGUE, METER_NAME } from '../../src/shared/catalog/index.ts';
import type { DiagnosticEvent } from '../../src/emit/diagnostics/index.ts';
import { Recorder } from '../../src/emit/telemetry/index.ts';

type ModelUsage = Extract<DiagnosticEvent, { type: 'model.usage' }>;

const PROVIDERS = ['anthropic', 'openai', 'local'];
const MODELS = ['small', 'medium', 'large', 'huge'];

/** All kinds of token, cost and both context values: the most that one event moves. */
const EVENTS: readonly ModelUsage[] = PROVIDERS.flatMap((provider) =>
  MODELS.map((model) => ({
    type: 'model.usage',
    sessionKey: 'telegram:7',
    channel: 'telegram',
    provider,
    model,
    usage: { input: 900, output: 120, cacheRead: 640, cacheWrite: 64, prompt: 1_604, total: 1_724 },
    context: { limit: 200_000, used: 1_724 },
    costUsd: 0.0031,
    durationMs: 1_450,
  })),
);

const definition = (name: (typeof CATALOGUE)[number]['name']) => {
  const found = CATALOGUE.find((metric) => metric.name === name);
  if (!found) throw new Error(name);
  return found;
};
const buckets = (() => {
  const context = definition('openclaw.context.tokens');
  return context.kind === 'histogram' ? [...context.buckets] : [];
})();

/** The nine measurements, as code that calls instruments writes them. */
function measure(
  { usage, context, costUsd, provider, model }: ModelUsage,
  tokens: (value: number, labels: Record<string, string>) => void,
  cost: (value: number, labels: Record<string, string>) => void,
  size: (value: number, labels: Record<string, string>) => void,
): void {
  tokens(usage.input, { direction: 'input', provider, model });
  tokens(usage.output, { direction: 'output', provider, model });
  tokens(usage.cacheRead, { direction: 'cache_read', provider, model });
  tokens(usage.cacheWrite, { direction: 'cache_write', provider, model });
  tokens(usage.prompt, { direction: 'prompt', provider, model });
  tokens(usage.total, { direction: 'total', provider, model });
  cost(costUsd ?? 0, { provider, model });
  size(context.used, { context: 'used', provider, model });
  size(context.limit ?? 0, { context: 'limit', provider, model });
}

function throughline(): (event: ModelUsage) => void {
  const recorder = new Recorder({
    identity: { name: 'openclaw', namespace: null, instanceId: 'bench' },
    sessionKey: 'plain',
    seriesLimit: 2_000,
    now: Date.now,
    onWarning: () => {},
  });
  return (event) => recorder.record(event);
}

/** Instruments record only where a reader is; this one never collects. */
class IdleReader extends MetricReader {
  protected override onForceFlush = () => Promise.resolve();
  protected override onShutdown = () => Promise.resolve();
}

function officialSdk(): (event: ModelUsage) => void {
  const meter = new MeterProvider({ readers: [new IdleReader()] }).getMeter(METER_NAME);
  const tokens = meter.createCounter('openclaw.tokens');
  const cost = meter.createCounter('openclaw.cost.usd');
  const size = meter.createHistogram('openclaw.context.tokens', {
    advice: { explicitBucketBoundaries: buckets },
  });
  return (event) =>
    measure(
      event,
      (value, labels) => tokens.add(value, labels),
      (value, labels) => cost.add(value, labels),
      (value, labels) => size.record(value, labels),
    );
}

function promClient(): (event: ModelUsage) => void {
  const registers = [new prom.Registry()];
  const tokens = new prom.Counter({
    name: 'tokens',
    help: 'tokens',
    labelNames: definition('openclaw.tokens').attributes,
    registers,
  });
  const cost = new prom.Counter({
    name: 'cost',
    help: 'cost',
    labelNames: definition('openclaw.cost.usd').attributes,
    registers,
  });
  const size = new prom.Histogram({
    name: 'context',
    help: 'context',
    labelNames: definition('openclaw.context.tokens').attributes,
    buckets,
    registers,
  });
  return (event) =>
    measure(
      event,
      (value, labels) => tokens.inc(labels, value),
      (value, labels) => cost.inc(labels, value),
      (value, labels) => size.observe(labels, value),
    );
}

const CONTENDERS = {
  throughline: throughline(),
  '@opentelemetry/sdk-metrics': officialSdk(),
  'prom-client': promClient(),
};

summary(() => {
  for (const [name, record] of Object.entries(CONTENDERS)) {
    // All of them in one go: a single event takes less than reading the clock does.
    bench(name, () => {
      for (const event of EVENTS) record(event);
    });
  }
});

process.stdout.write(`One iteration records ${EVENTS.length} events.\n\n`);
const { benchmarks } = await run();
const nsPerEvent = (name: string) =>
  (benchmarks.find(({ alias }) => alias === name)?.runs[0]?.stats?.p50 ?? Number.NaN) / EVENTS.length;
const own = nsPerEvent('throughline');
for (const name of Object.keys(CONTENDERS)) {
  const ns = nsPerEvent(name);
  process.stdout.write(`${name}: ${ns.toFixed(0)} ns an event (median), ratio ${(ns / own).toFixed(1)}\n`);
}
