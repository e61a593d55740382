import { defineEvidence, known, notKnown } from '../../engine/define-evidence.ts';
import type { MetricResult } from '../../../shared/protocol/report.ts';
import type { Arrival } from './arrival.ts';
import { arrival } from './evidence.ts';

/** The metrics of the contract that have at least one stored series under their expected name. */
export const storedMetrics = defineEvidence({
  name: 'storedMetrics',
  needs: [arrival],
  answer: ({ arrival }) => {
    const stored = arrival.metrics.filter(({ series }) => series > 0);
    return stored.length === 0 ? notKnown('no metric of the contract is stored') : known(stored);
  },
});

/** Metrics that should be stored, and have no recent sample. */
export function notStored({ metrics }: Arrival): readonly MetricResult[] {
  return metrics.filter(({ status }) => status === 'missing' || status === 'stale');
}

/** Stored names of the metrics that arrived. */
export function arrivedNames({ metrics }: Arrival): ReadonlySet<string> {
  return new Set(metrics.filter(({ status }) => status === 'arrived').map(({ prometheus }) => prometheus));
}
