import { isRecord } from '../../src/shared/text/is-record.ts';
import type { PushDifference } from './pushes.ts';
import type { Disagreement } from './run.ts';

/** A disagreement as text, with the metric as in a vector. */
export function describeDisagreement({ server, setup, metric, predicted, seen }: Disagreement): string {
  const fields = (['status', 'series', 'labels', 'targetInfo'] as const).filter(
    (field) => sorted(predicted[field]) !== sorted(seen[field]),
  );
  return [
    `  ${server}, ${setup}: ${JSON.stringify(metric)}`,
    ...fields.map(
      (field) => `    ${field}: predicted ${sorted(predicted[field])}, and it is ${sorted(seen[field])}`,
    ),
  ].join('\n');
}

function sorted(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    isRecord(part) ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1))) : part,
  );
}

/** A push of several metrics, and the lines in which server and prediction differ. */
export function describePushDifference({ push, predicted, seen }: PushDifference): string {
  return [
    `  ${JSON.stringify(push)}`,
    ...predicted.filter((line) => !seen.includes(line)).map((line) => `    predicted: ${line}`),
    ...seen.filter((line) => !predicted.includes(line)).map((line) => `    and it is: ${line}`),
  ].join('\n');
}
