import { type Contract, type ContractMetric, expectedMetrics } from '../contract/index.ts';
import { defineEvidence, known, settled } from '../engine/define-evidence.ts';
import { skip } from '../engine/outcome.ts';
import { selectorOf } from '../sources/index.ts';
import { arrival } from './arrival/evidence.ts';
import { backendIdentity } from './backend-identity.ts';
import { DEFAULT_BACKEND } from './backend-rules.ts';
import { openclawRelease } from './openclaw-release.ts';
import { service } from './service.ts';

/** One series of OpenClaw: its newest value, or its count where it is a histogram. */
export interface OpenClawSeries {
  readonly name: string;
  /** Keys are as Prometheus translates them, also where the backend keeps dots. */
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Metrics of OpenClaw by which it shows how it records, with their kinds and units on the wire. */
const READ = {
  runs: { otlp: 'openclaw.run.duration_ms', kind: 'histogram', unit: 'ms' },
  tokens: { otlp: 'openclaw.tokens', kind: 'counter', unit: '1' },
  genAi: { otlp: 'gen_ai.client.token.usage', kind: 'histogram', unit: '{token}' },
  dropped: { otlp: 'openclaw.diagnostic.async_queue.dropped', kind: 'counter', unit: '1' },
  exporterEvents: { otlp: 'openclaw.telemetry.exporter.events', kind: 'counter', unit: '1' },
} as const satisfies Record<string, Pick<ContractMetric, 'otlp' | 'kind' | 'unit'>>;

export type OpenClawRead = Readonly<Record<keyof typeof READ, readonly OpenClawSeries[]>>;

/**
 * Series of the gateway that few contracts name, and that show how it records: asked for by one query. Their names are
 * those of the backend's translation, and those that Prometheus makes by default.
 */
export const openclawSeries = defineEvidence({
  name: 'openclawSeries',
  needs: ['backend', arrival, backendIdentity, service],
  uses: [openclawRelease],
  answer: async ({ backend, arrival: { identity, at }, backendIdentity, service, openclawRelease }) => {
    if (service.owner !== 'gateway') return settled(skip('another service is judged'));
    if (openclawRelease?.target?.product === 'throughline')
      return settled(skip("the gateway is this project's, which records each event once"));
    const metrics = Object.values(READ).map((metric): ContractMetric => ({
      ...metric,
      attributes: [],
      mayBeIdle: true,
    }));
    const contract: Contract = { name: 'openclaw', flushIntervalMs: 30_000, metrics };
    const ways = [DEFAULT_BACKEND, backendIdentity.backend].map((way) => expectedMetrics(contract, way));
    const namesOf = (index: number): string[] => [
      ...new Set(ways.flatMap((way) => way[index]?.countSeries ?? [])),
    ];
    const names = metrics.map((_, index) => namesOf(index));
    const stored = await backend.api.values(selectorOf(names.flat(), identity), at);
    const entries = Object.keys(READ).map((key, index) => [
      key,
      stored
        .filter(({ labels }) => names[index]?.includes(labels['__name__'] ?? ''))
        .map(({ labels, value }) => ({ name: labels['__name__'] ?? '', labels: translated(labels), value })),
    ]);
    return known(Object.fromEntries(entries) as OpenClawRead);
  },
});

function translated(labels: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).map(([key, value]) => [key.replaceAll('.', '_'), value]));
}

export function sumOf(series: readonly OpenClawSeries[]): number {
  return series.reduce((sum, { value }) => sum + value, 0);
}

/** Runs as OpenClaw 2026.9 records them: each once with its outcome, and once with its usage. */
export function runsOf({ runs }: OpenClawRead): {
  readonly completed: readonly OpenClawSeries[];
  readonly withUsage: readonly OpenClawSeries[];
} {
  return {
    completed: runs.filter(({ labels }) => labels['openclaw_outcome']),
    withUsage: runs.filter(({ labels }) => !labels['openclaw_outcome'] && !labels['status']),
  };
}
