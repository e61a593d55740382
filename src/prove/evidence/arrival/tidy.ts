/** Drops what binary fractions add after the twelfth digit: 0.30000000000000004 dollars. */
export function tidy(value: number): number {
  return Number(value.toPrecision(12));
}
