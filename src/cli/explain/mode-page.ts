import { CHECKS, DEFECTS, FAILURE_MODES, failureMode, modePage, nameOfCheck } from '../../prove/index.ts';
import { remedyOf, versionsOf } from '../../shared/failure-modes/defects.ts';
import { UsageError } from '../usage-error.ts';
import { wrapped } from './wrapped.ts';

/** What a failure mode means, which checks name it and how to fix it. @throws {UsageError} for another number */
export function failureModePage(number: number): string {
  const mode = failureMode(number);
  if (!mode)
    throw new UsageError(
      `there is no failure mode ${number}; the numbers go up to ${FAILURE_MODES.at(-1)?.number}, see docs/reference/failure-modes.md`,
    );
  const checks = CHECKS.filter(({ modes }) => modes.includes(number));
  const defects = DEFECTS.filter(({ modes }) => modes.includes(number));
  return [
    `Failure mode ${number}: ${mode.title}`,
    '',
    ...wrapped(mode.means),
    '',
    ...wrapped(`What shows it: ${mode.shows}`),
    ...wrapped(`Fix: ${mode.fix}`),
    ...defects.flatMap((defect) => wrapped(`${versionsOf(defect)}: ${defect.shows} ${remedyOf(defect)}.`)),
    '',
    ...checks.map((check) => `  ${check.id}  ${nameOfCheck(check)}`),
    '',
    `  ${modePage(number)} lists the known messages.`,
  ].join('\n');
}
