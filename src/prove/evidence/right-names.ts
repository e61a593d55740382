import { defineEvidence, known } from '../engine/define-evidence.ts';
import type { MetricRename } from '../promql/index.ts';
import { collectorSeries } from './collector-series.ts';
import { expected } from './expected-metrics.ts';
import { meantRename } from './meant-metric.ts';

/** Which names the series of the contract have where they are stored. */
export interface RightNames {
  readonly isExpected: (name: string) => boolean;
  /** The name that another one should be; undefined where nothing explains it. */
  readonly renameOf: (name: string) => MetricRename | undefined;
}

/** The names by the backend's rules, and behind a collector by its configuration. */
export const rightNames = defineEvidence({
  name: 'rightNames',
  needs: [expected],
  uses: [collectorSeries],
  answer: ({ expected, collectorSeries = new Map<string, string>() }) => {
    const names = new Set(expected.flatMap(({ series }) => series));
    const behind = new Set(collectorSeries.values());
    return known<RightNames>({
      isExpected: (name) => behind.has(name) || (names.has(name) && !collectorSeries.has(name)),
      renameOf: (name) => {
        const stored = collectorSeries.get(name);
        if (stored !== undefined) return { to: stored, labels: new Map() };
        const rename = meantRename(name, expected);
        return rename && { ...rename, to: collectorSeries.get(rename.to) ?? rename.to };
      },
    });
  },
});
