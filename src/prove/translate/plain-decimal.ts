/** A number as Go writes it without an exponent, however large or small: the values of `le` and `quantile`. */
export function plainDecimal(value: number): string {
  if (!Number.isFinite(value)) return notFinite(value);
  const [digits = '', exponent] = (Object.is(value, -0) ? '-0' : String(value)).split('e');
  if (exponent === undefined) return digits;
  const sign = digits.startsWith('-') ? '-' : '';
  const [whole = '', fraction = ''] = digits.slice(sign.length).split('.');
  const shift = Number(exponent);
  return shift < 0
    ? `${sign}0.${'0'.repeat(-shift - 1)}${whole}${fraction}`
    : `${sign}${whole}${fraction.padEnd(shift, '0')}`;
}

/** As Go writes what is no finite number. */
export function notFinite(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  return value > 0 ? '+Inf' : '-Inf';
}
