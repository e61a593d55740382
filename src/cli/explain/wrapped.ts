const WIDTH = 96;

/** A paragraph as indented lines. */
export function wrapped(text: string): string[] {
  return (text.match(new RegExp(`.{1,${WIDTH}}(?:\\s|$)`, 'g')) ?? []).map((line) => `  ${line.trimEnd()}`);
}
