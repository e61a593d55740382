import type { Readers } from '../../prove/sources/index.ts';

const MOST_NAMED = 10;

/** One sentence for each named file that is neither dashboard nor rules, for those of folders together, and for each problem. */
export function leftOut(
  { others, unread }: Pick<Readers, 'others' | 'unread'>,
  paths: readonly string[],
): string[] {
  const named = others.filter((file) => paths.includes(file));
  // In a folder, other files are expected: one line for all of them.
  const found = others.filter((file) => !paths.includes(file));
  const most = found.slice(0, MOST_NAMED).join(', ');
  const rest = found.length > MOST_NAMED ? `, and ${found.length - MOST_NAMED} more` : '';
  return [
    ...(found.length === 0 ? [] : [`left out, neither dashboard nor rules: ${most}${rest}`]),
    ...named.map((file) => `${file} contains neither a dashboard nor rules`),
    ...unread.map((problem) => `left out: ${problem}`),
  ];
}
