import { type ExpectedMetric, expectedMetric } from '../contract/index.ts';
import { defineEvidence, known } from '../engine/define-evidence.ts';
import { shapeOf } from '../pipeline/passing.ts';
import { collectorRoutes, type Route, type RoutedMetric } from './collector-routes.ts';
import { expected } from './expected-metrics.ts';

/**
 * Series of the contract that have other names behind the collector, by a namespace or another setting of the exporters or
 * by a processor, and these names. Without series of which a route is not judged, or which keep their name on a route.
 */
export const collectorSeries = defineEvidence({
  name: 'collectorSeries',
  needs: [collectorRoutes, expected],
  answer: ({ collectorRoutes: routed, expected }) =>
    known<ReadonlyMap<string, string>>(new Map(routed.flatMap((metric) => renamedSeries(metric, expected)))),
});

function renamedSeries(routed: RoutedMetric, expected: readonly ExpectedMetric[]): [string, string][] {
  const wanted = expected.find(({ metric }) => metric === routed.metric);
  const routes = routed.routes.filter(({ metric }) => !metric.droppedBy);
  const [first, ...others] = routes.map((route) => storedSeries(routed, route));
  if (!wanted || !first || wanted.metric.prometheus !== undefined) return [];
  if (others.some((one) => one?.join() !== first.join())) return [];
  return wanted.series.flatMap((name, at): [string, string][] => {
    const stored = first[at];
    return stored === undefined || stored === name || wanted.series.includes(stored) ? [] : [[name, stored]];
  });
}

function storedSeries(
  { metric: given }: RoutedMetric,
  { metric, destination }: Route,
): readonly string[] | undefined {
  if (!destination || metric.unjudged.length > 0) return undefined;
  const { name, kind, unit } = shapeOf(metric);
  // Of another kind it has other series.
  if (kind !== given.kind) return undefined;
  return expectedMetric({ ...given, otlp: name, unit }, destination.translator).series;
}
