const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
  y: 31_536_000_000,
};

/** Milliseconds of a duration in PromQL: `5m`, `1h30m`, or a bare number of seconds. Undefined where it is none. */
export function duration(text: string): number | undefined {
  const literal = text.trim();
  if (/^\d+(?:\.\d+)?$/.test(literal)) return Number(literal) * 1_000;
  if (!/^(?:\d+(?:ms|[smhdwy]))+$/.test(literal)) return undefined;
  return [...literal.matchAll(/(\d+)(ms|[smhdwy])/g)].reduce(
    (total, [, amount, unit = '']) => total + Number(amount) * (UNITS[unit] ?? 0),
    0,
  );
}
