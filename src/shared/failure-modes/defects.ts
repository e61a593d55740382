import { DEFECTS } from './generated/modes.ts';
import type { KnownDefect } from './schema.ts';

export type { KnownDefect };

/** Defects that a version of a product is known to have; the version as in `3.5.3`. */
export function defectsOf(product: string, version: string): readonly KnownDefect[] {
  return DEFECTS.filter((defect) => defect.product === product && isIn(defect, version));
}

/** `3.12` as the last version includes its patches. */
function isIn({ from, until }: KnownDefect, version: string): boolean {
  if (from !== undefined && compare(version, from) < 0) return false;
  return until === undefined || compare(version, until) <= 0;
}

/** Below, within or above the version, as far as `bound` has numbers. */
function compare(version: string, bound: string): number {
  const numbers = version.split('.').map(Number);
  for (const [at, number] of bound.split('.').map(Number).entries()) {
    const difference = (numbers[at] ?? 0) - number;
    if (difference !== 0) return difference;
  }
  return 0;
}

/** `Prometheus 3.2 to 3.6`, as a part of a sentence. */
export function versionsOf({ product, from, until }: KnownDefect): string {
  if (from === undefined) return `${product} up to ${until ?? ''}`;
  return until === undefined ? `${product} from ${from} on` : `${product} ${from} to ${until}`;
}

/** What to do about a defect, with the version that has it no more, as a part of a sentence without a full stop. */
export function remedyOf({ product, fixed, workaround }: KnownDefect): string {
  const plain = workaround.replace(/\.$/, '');
  return fixed === undefined || plain.includes(`${product} ${fixed}`)
    ? plain
    : `${plain}. It is fixed in ${product} ${fixed}`;
}

/** Of these defects, those that may explain a known message. */
export function explaining(
  defects: readonly KnownDefect[],
  message: string | undefined,
): readonly KnownDefect[] {
  return defects.filter(({ explains }) => message !== undefined && explains.includes(message));
}
