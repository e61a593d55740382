import { InvalidArgumentError } from 'commander';
import { parseDuration } from '../contract/index.ts';

/** Milliseconds of a flag such as `--timeout 5s`. */
export function durationFlag(text: string): number {
  const ms = parseDuration(text);
  if (ms === undefined || ms <= 0) throw new InvalidArgumentError('write it as 500ms, 30s or 2m.');
  return ms;
}
