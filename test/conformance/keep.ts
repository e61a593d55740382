import { readFileSync, writeFileSync } from 'node:fs';
import type { Backend, Labels, MetricJson } from '../../src/prove/translate/index.ts';
import type { Disagreement } from './run.ts';

const FILE = new URL('../vectors/found.json', import.meta.url);

/** One metric with a wrong prediction, and what the server does. */
export interface FoundVector extends MetricJson {
  readonly server: string;
  readonly backend: Backend;
  readonly expectedHttpStatus: number | 'ERR';
  readonly expectedSeriesNames: readonly string[];
  readonly expectedLabels: Labels | null;
  readonly expectedTargetInfo: readonly Labels[];
}

export function foundVectors(): FoundVector[] {
  return JSON.parse(readFileSync(FILE, 'utf8')) as FoundVector[];
}

/** Adds disagreements to the vectors. */
export function keepVectors(disagreements: readonly Disagreement[]): void {
  const added = disagreements.map(({ server, backend, metric, seen }): FoundVector => ({
    ...metric,
    server,
    backend,
    expectedHttpStatus: seen.status,
    expectedSeriesNames: seen.series,
    expectedLabels: seen.labels,
    expectedTargetInfo: seen.targetInfo,
  }));
  writeFileSync(FILE, `${JSON.stringify([...foundVectors(), ...added], null, 2)}\n`);
}
