import { DEFECTS, FAILURE_MODES } from './generated/modes.ts';
import type { FailureMode } from './schema.ts';

export { DEFECTS, FAILURE_MODES };
export type { FailureMode };

export function failureMode(number: number): FailureMode | undefined {
  return FAILURE_MODES.find((mode) => mode.number === number);
}

/** The fix of a failure mode as a part of a sentence. */
export function fixOfMode(number: number): string {
  const fix = failureMode(number)?.fix ?? '';
  return `${fix.charAt(0).toLowerCase()}${fix.slice(1)}`.replaceAll('`', '').replace(/\.$/, '');
}

/** The section of a failure mode in the docs, as a path in the repository; undefined where there is no such mode. */
export function modePage(number: number): string | undefined {
  const mode = failureMode(number);
  return mode && `docs/reference/failure-modes.md#${number}-${mode.slug}`;
}
