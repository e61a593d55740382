/** Versions from `from` on, and below `before`. Without `from`: all earlier ones; without `before`: all later ones. */
export interface VersionRange {
  readonly from?: string;
  readonly before?: string;
}

const VERSION = /^v?(\d{4})\.(\d{1,2})\.(\d{1,3})(-[0-9A-Za-z.-]+)?$/;

/**
 * The numbers of a version of OpenClaw: `2026.2.19`, also `v2026.2.19`, `2026.2.19-1` and `2026.9.3-beta.2`.
 * Undefined for any other text, such as `latest`.
 */
export function versionNumbers(version: string): readonly [number, number, number] | undefined {
  const [, year, month, patch] = VERSION.exec(version.trim()) ?? [];
  return year === undefined ? undefined : [Number(year), Number(month), Number(patch)];
}

/** Whether a version is in a range. A pre-release counts as the version that it leads to. */
export function isInRange(version: string, { from, before }: VersionRange): boolean {
  const numbers = versionNumbers(version);
  if (!numbers) return false;
  return (
    (from === undefined || compare(numbers, from) >= 0) &&
    (before === undefined || compare(numbers, before) < 0)
  );
}

function compare(numbers: readonly number[], other: string): number {
  const against = versionNumbers(other) ?? [0, 0, 0];
  const at = numbers.findIndex((number, index) => number !== against[index]);
  return at < 0 ? 0 : (numbers[at] ?? 0) - (against[at] ?? 0);
}
