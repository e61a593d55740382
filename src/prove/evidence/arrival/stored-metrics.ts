import { defineEvidence, known, notKnown } from '../../engine/define-evidence.ts';
import type { MetricResult } from '../../../shared/protocol/report.ts';
import type { Arrival } from './arrival.ts';
import { arrival } from './evidence.ts';

/** The metrics of the contract that have at least one stored series under their expected name. */
export const storedMetrics = defineEvidence({
  name: 'storedMetrics',
  needs: [arrival],
  answer: ({ arrival }) => {
    const stored = storedIn(arrival);
    return stored.length === 0 ? notKnown(NONE_STORED) : known(stored);
  },
});

export const NONE_STORED = 'no metric of the contract is stored';

/** The same, also empty: for a check that has more to say where nothing is stored. */
export function storedIn({ metrics }: Arrival): readonly MetricResult[] {
  return metrics.filter(({ series }) => series > 0);
}

/** Metrics that should be stored, and have no recent sample. */
export function notStored({ metrics }: Arrival): readonly MetricResult[] {
  return metrics.filter(({ status }) => status === 'missing' || status === 'stale');
}

/** Stored names of the metrics that arrived. */
export function arrivedNames({ metrics }: Arrival): ReadonlySet<string> {
  return new Set(metrics.filter(({ status }) => status === 'arrived').map(({ prometheus }) => prometheus));
}
