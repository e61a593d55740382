import { labelCollisions } from '../collisions.ts';
import type { MetricShape, Translator } from '../types.ts';
import { explainName, quote } from '../prometheus/why-name.ts';

/** What VictoriaMetrics did to one metric, step by step. */
export function explainVictoriaMetrics(
  names: Pick<Translator, 'metricName' | 'labelName'>,
  metric: MetricShape,
  outcome: { readonly renamed: string | undefined; readonly complete: boolean },
): string[] {
  const why = explainName(names.metricName, metric);
  why.push(
    'Every resource attribute is a label of every series; there is no separate job, instance or target_info.',
  );
  if (metric.scope !== undefined)
    why.push('The scope is on every series too, as labels that start with scope.');
  const keys = new Set([...metric.resource.keys(), ...metric.attributes.keys()]);
  const collisions = labelCollisions(keys, names.labelName);
  for (const [label, colliding] of collisions) {
    why.push(`${colliding.map(quote).join(', ')} become one label ${quote(label)}, and the last value wins.`);
  }
  for (const key of keys) {
    const label = names.labelName(key);
    if (label !== key && !collisions.has(label)) why.push(`${quote(key)} becomes the label ${quote(label)}.`);
  }
  if (outcome.renamed !== undefined) {
    why.push(`A key without a name is the metric's own: it is stored as ${quote(outcome.renamed)} instead.`);
  } else if (!outcome.complete) {
    why.push('A series has more or longer labels than the server takes, and is left out silently.');
  }
  return why;
}
