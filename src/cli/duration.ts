import { InvalidArgumentError } from 'commander';
import { DURATION_FORMS, parseDuration } from '../shared/time/duration.ts';

/** Milliseconds of a flag such as `--timeout 5s`: any duration but none. */
export function durationFlag(text: string): number {
  const ms = parseDuration(text);
  if (ms === undefined || ms <= 0) throw new InvalidArgumentError(`write ${DURATION_FORMS}.`);
  return ms;
}

/** A reader for a flag whose duration may not be shorter than `shortest`. */
export function durationFlagFrom(shortest: string): (text: string) => number {
  const shortestMs = parseDuration(shortest) ?? 0;
  return (text) => {
    const ms = durationFlag(text);
    if (ms < shortestMs) throw new InvalidArgumentError(`write ${shortest} or more.`);
    return ms;
  };
}
