import { type ConcerningDefect, defectsConcerning, knownDefectsOf } from '../../prove/defects/concerned.ts';
import type { Backend } from '../../prove/translate/index.ts';
import type { KnownDefect } from '../../shared/failure-modes/defects.ts';
import type { AskedMetric } from './metric.ts';

/** The known defects of a server's version, as far as they matter for the metrics. */
export interface NamesDefects {
  readonly concerning: readonly ConcerningDefect[];
  /** Those that concern pushes whatever their metrics are. */
  readonly ofPushes: readonly KnownDefect[];
}

/** A metric of which only the stored name is known is not judged. */
export function defectsOfMetrics(metrics: readonly AskedMetric[], backend: Backend): NamesDefects {
  const shapes = metrics.flatMap(({ shape }) => (shape ? [shape] : []));
  return {
    concerning: defectsConcerning(shapes, backend),
    ofPushes: knownDefectsOf(backend).filter(({ concerns }) => concerns === undefined),
  };
}

/** Ids of the defects by the name of each metric that they concern. */
export function idsByMetric(defects: NamesDefects | undefined): ReadonlyMap<string, readonly string[]> {
  const ids = new Map<string, string[]>();
  for (const { defect, metrics } of defects?.concerning ?? []) {
    for (const name of new Set(metrics.map((metric) => metric.name)))
      ids.set(name, [...(ids.get(name) ?? []), defect.id]);
  }
  return ids;
}
