import { notFinite } from '../prove/translate/index.ts';

/** A number as Prometheus writes it in responses: an exponent has at least two digits. */
export function sampleValue(value: number): string {
  if (!Number.isFinite(value)) return notFinite(value);
  return (Object.is(value, -0) ? '-0' : String(value)).replace(/e([+-])(\d)$/, 'e$10$2');
}
