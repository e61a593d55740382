/**
 * A number with what it counts: `1 query`, `2 queries`. A verb may follow: `counted(n, 'query fails', 'queries fail')`.
 *
 * @param many for several, where it is not `one` with the usual ending
 */
export function counted(count: number, one: string, many = plural(one)): string {
  return `${count} ${count === 1 ? one : many}`;
}

function plural(one: string): string {
  if (/[^aeiou]y$/.test(one)) return `${one.slice(0, -1)}ies`;
  return /(?:s|x|ch|sh)$/.test(one) ? `${one}es` : `${one}s`;
}
