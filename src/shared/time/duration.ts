/** As Prometheus has them: a day is 24 hours, a week 7 days, a year 365 days. */
const UNITS = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
  y: 31_536_000_000,
} as const;

/** One or more numbers, each with its unit. */
export const DURATION = /^(?:\d+(?:\.\d+)?(?:ms|s|m|h|d|w|y))+$/;

/** The forms of a duration, for the message that rejects another text. */
export const DURATION_FORMS = 'a number with its unit (ms, s, m, h, d, w, y), such as 500ms, 30s or 1h30m';

/** Milliseconds of a duration such as `500ms`, `30s`, `0.5h` or `1h30m`. Undefined where the text is none. */
export function parseDuration(text: string): number | undefined {
  if (!DURATION.test(text)) return undefined;
  let total = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d|w|y)/g)) {
    total += Number(amount) * UNITS[unit as keyof typeof UNITS];
  }
  return total;
}
