/**
 * Splits a text into parts that are no longer than a channel allows, between lines if possible, else between words.
 *
 * @param longest in UTF-16 code units, which is what Telegram and Discord count
 */
export function splitText(text: string, longest: number): string[] {
  const parts: string[] = [];
  let rest = text;
  while (rest.length > longest) {
    const head = rest.slice(0, longest + 1);
    const at = [head.lastIndexOf('\n'), head.lastIndexOf(' ')].find((place) => place > longest / 2);
    const end = at ?? longest - (isLeadSurrogate(rest.charCodeAt(longest - 1)) ? 1 : 0);
    parts.push(rest.slice(0, end));
    rest = rest.slice(at === undefined ? end : end + 1);
  }
  return rest === '' ? parts : [...parts, rest];
}

/** The first half of a surrogate pair, which must not be split. */
function isLeadSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}
