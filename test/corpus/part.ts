import { createHash } from 'node:crypto';
import type { Job } from './jobs.ts';

/**
 * The jobs of one part: `2/8` is the second of eight. The name decides, so a job stays in its part when others come.
 * @throws where the part is none
 */
export function partOf(jobs: readonly Job[], part: string): Job[] {
  const [, number = '', of = ''] = /^(\d+)\/(\d+)$/.exec(part) ?? [];
  const [n, m] = [Number(number), Number(of)];
  if (!(n >= 1 && n <= m)) throw new Error(`${part} is no part: write 1/8 for the first of eight`);
  return jobs.filter(({ name }) => {
    const hash = createHash('sha256').update(name).digest().readUInt32BE(0);
    return hash % m === n - 1;
  });
}
