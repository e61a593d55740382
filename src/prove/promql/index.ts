export {
  edited,
  type MetricRename,
  type MetricRenames,
  nameInQuery,
  renameEdits,
  type TextEdit,
  valueEdits,
} from './edits.ts';
export type { LabelsOf } from './label-flow.ts';
export { labelSet, union } from './label-set.ts';
export { type Matcher, metricName } from './matcher.ts';
export { literalValues } from './literal-values.ts';
export { otherLanguage } from './other-language.ts';
export { QueryError } from './query-error.ts';
export type { QuerySelector } from './query-selector.ts';
export { type QueryReading, readQuery } from './read.ts';
export { trialParts } from './trial-parts.ts';
