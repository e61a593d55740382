import { parseDuration } from '../../shared/time/duration.ts';

/** Milliseconds of a duration in PromQL: `5m`, `1h30m`, or a number without a unit, which is seconds. */
export function durationLiteral(text: string): number | undefined {
  const literal = text.trim();
  return /^\d+(?:\.\d+)?$/.test(literal) ? Number(literal) * 1_000 : parseDuration(literal);
}
