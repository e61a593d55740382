import { InvalidArgumentError } from 'commander';
import { parseDuration } from '../prove/contract/index.ts';

/** Milliseconds of a flag such as `--timeout 5s`. */
export function durationFlag(text: string): number {
  const ms = parseDuration(text);
  if (ms === undefined || ms <= 0) throw new InvalidArgumentError('write it as 500ms, 30s or 2m.');
  return ms;
}

const SHORTEST_INTERVAL_MS = 1_000;

/** Milliseconds of `--watch 60s`: no shorter than servers should be asked. */
export function intervalFlag(text: string): number {
  const ms = durationFlag(text);
  if (ms < SHORTEST_INTERVAL_MS) throw new InvalidArgumentError('write 1s or more, such as 60s.');
  return ms;
}
