export { followLabels, type LabelFlow, type LabelsOf } from './label-flow.ts';
export { type LabelSet, labelSet } from './label-set.ts';
export type { Matcher } from './matcher.ts';
export { QueryError } from './query-error.ts';
export { type QueryReading, type QuerySelector, readQuery } from './read.ts';
export { isVariable } from './text.ts';
