import { identityLabels } from '../contract/index.ts';
import { defineEvidence, known } from '../engine/define-evidence.ts';
import { labelSet, type LabelsOf, metricName, union } from '../promql/index.ts';
import { arrival } from './arrival/evidence.ts';
import { backendRules } from './backend-rules.ts';
import { expected } from './expected-metrics.ts';
import { metricsOf } from './meant-metric.ts';

/** Labels that any series may have beside those of its attributes. */
const OF_ANY_SERIES = ['instance', 'job', 'otel_scope_name', 'otel_scope_version'];

/**
 * Labels of the series that a selector selects: by the contract, and by what the backend holds where there is one. Undefined
 * for a metric that is not in the contract: its labels are not known.
 */
export const contractLabels = defineEvidence({
  name: 'contractLabels',
  needs: ['contract', expected, backendRules],
  uses: [arrival],
  answer: ({ contract, expected, backendRules, arrival }) => {
    // Of one instance or of all: others may have the same metrics.
    const { instance: _, ...service } = contract;
    const identity = Object.keys(identityLabels(service, backendRules.backend));
    const labelsOf: LabelsOf = (matchers) => {
      const name = metricName(matchers) ?? '';
      const required = matchers.filter(({ matches }) => !matches('')).map(({ label }) => label);
      const sets = metricsOf(name, expected).map(
        ({ metric: { kind }, labels, optionalLabels, countSeries }) =>
          labelSet(
            [
              ...identity,
              ...labels,
              ...(kind === 'histogram' && name.endsWith('_bucket') ? ['le'] : []),
              ...required.filter((label) => optionalLabels.includes(label)),
            ],
            [
              ...optionalLabels,
              ...OF_ANY_SERIES,
              // A filter on a label that the contract does not have is its own finding, and the server may add the label.
              ...required.filter((label) => label !== '__name__'),
              ...(arrival?.labelNames.get(countSeries) ?? []),
              ...(kind === 'summary' ? ['quantile'] : []),
            ],
          ),
      );
      // A name that only resembles one of the contract may be another metric.
      return sets.length === 0 ? undefined : sets.reduce(union);
    };
    return known(labelsOf);
  },
});
