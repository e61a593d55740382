import { type Check, CHECKS, nameOfCheck, RETIRED_IDS } from '../../prove/index.ts';
import { nearest } from '../../shared/config/index.ts';
import { UsageError } from '../usage-error.ts';

/**
 * The check of an id such as `TL203`, or of a name such as `plugin/enabled`.
 *
 * @throws {UsageError} where there is none; the message says why, or which one is near
 */
export function findCheck(text: string): Check {
  const id = text.toUpperCase();
  const name = text.toLowerCase();
  const check = CHECKS.find((candidate) => candidate.id === id || nameOfCheck(candidate) === name);
  if (check) return check;
  const retired = RETIRED_IDS.find((candidate) => candidate.id === id);
  if (retired) throw new UsageError(`${id} is not a check: ${retired.reason}`);
  const near = nearCheck(text);
  const meant = near === undefined ? '' : ` did you mean ${near}?`;
  throw new UsageError(`there is no check ${text};${meant} "throughline explain" lists all checks`);
}

/** The id or name that a misspelt one most likely means; the name of the link may be missing. */
function nearCheck(text: string): string | undefined {
  const meant = new Map<string, string>();
  for (const check of CHECKS) {
    const name = nameOfCheck(check);
    const [, afterLink = name] = name.split('/');
    for (const [spelling, suggested] of [
      [check.id, check.id],
      [name, name],
      [afterLink, name],
    ] as const)
      meant.set(spelling, suggested);
  }
  const spelling = nearest(text, meant.keys());
  return spelling === undefined ? undefined : meant.get(spelling);
}
