import { componentType, groupedKeys } from '../../sources/collector/index.ts';
import { withKey, withoutKeys } from '../keys.ts';
import { notJudged, type Passing, type Processor, type Step } from '../passing.ts';
import { attributesStep } from './attributes.ts';
import { filterStep } from './filter.ts';
import { metricsTransformStep } from './metrics-transform.ts';
import { cumulativeToDeltaStep, deltaToCumulativeStep, deltaToRateStep } from './temporality.ts';
import { transformStep } from './transform.ts';

/**
 * Processors that leave names, labels and temporality of a metric as they are: they change when it is sent, or add to
 * it, or work on other signals.
 */
const HARMLESS = new Set([
  'batch',
  'memorylimiter',
  'interval',
  'k8sattributes',
  'resourcedetection',
  'metricsgeneration',
  'metricstarttime',
  'remotetap',
  'groupbytrace',
  'span',
  'tailsampling',
  'probabilisticsampler',
  'geoip',
  'cloudfoundry',
  'isolationforest',
]);

/** What the processor of this name does to a metric. */
export function processorOf(name: string, config: unknown): Processor {
  const at = ['processors', name];
  const type = componentType(name);
  if (HARMLESS.has(type)) return (metric) => metric;
  switch (type) {
    case 'attributes':
      return attributesStep(config, 'attributes', at);
    case 'resource':
      return attributesStep(config, 'resource', at);
    case 'filter':
      return filterStep(config, at);
    case 'transform':
      return transformStep(config, at);
    case 'metricstransform':
      return metricsTransformStep(config, at);
    case 'cumulativetodelta':
      return cumulativeToDeltaStep(config, at);
    case 'deltatocumulative':
      return deltaToCumulativeStep(at);
    case 'deltatorate':
      return deltaToRateStep(config, at);
    case 'groupbyattrs':
      return groupByAttributes(config, at);
    default:
      return (metric) => notJudged(metric, { path: at, text: `the processor ${type} is not read` });
  }
}

/** Moves attributes of the data points to their resource. */
function groupByAttributes(config: unknown, at: Step['path']): Processor {
  const keys = groupedKeys(config);
  return (metric: Passing): Passing => {
    if (!keys) return notJudged(metric, { path: at, text: 'its settings have another shape' });
    return keys.reduce((passing, key) => {
      const own = passing.attributes.get(key);
      if (own === undefined) return passing;
      const moved = withKey(passing, 'resource', key, own, at);
      return withoutKeys(moved, 'attributes', (each) => each === key, at);
    }, metric);
  };
}
