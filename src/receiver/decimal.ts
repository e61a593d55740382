/** A number as Go writes it without an exponent, for the labels `le` and `quantile`. */
export function plainDecimal(value: number): string {
  if (!Number.isFinite(value)) return special(value);
  const [digits = '', exponent] = String(value).split('e');
  if (exponent === undefined) return digits;
  const [sign = '', whole = '', fraction = ''] = /^(-?)(\d+)\.?(\d*)$/.exec(digits)?.slice(1) ?? [];
  const point = whole.length + Number(exponent);
  const all = whole + fraction;
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${all}`;
  return `${sign}${all.padEnd(point, '0')}`;
}

/** A number as Prometheus writes it in responses: an exponent has at least two digits. */
export function sampleValue(value: number): string {
  if (!Number.isFinite(value)) return special(value);
  return (Object.is(value, -0) ? '-0' : String(value)).replace(/e([+-])(\d)$/, 'e$10$2');
}

function special(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  return value > 0 ? '+Inf' : '-Inf';
}
