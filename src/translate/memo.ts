/**
 * Remembers answers for strings seen before, in bounded memory: two generations, of which the older is dropped
 * when the younger is full, so what is asked for often stays. It holds at most twice `generation` entries.
 */
export function memoize(generation: number, compute: (text: string) => string): (text: string) => string {
  let young = new Map<string, string>();
  let old = new Map<string, string>();
  return (text) => {
    const known = young.get(text);
    if (known !== undefined) return known;
    const answer = old.get(text) ?? compute(text);
    if (young.size >= generation) {
      old = young;
      young = new Map();
    }
    young.set(text, answer);
    return answer;
  };
}
