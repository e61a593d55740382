/** A value that begins with a double quote and does not end on its line. */
const OPEN = /^(\s*)(?:- +)*[\w.-]+: +"(?:[^"\\]|\\.)*\\?$/;
/** The line on which it ends. */
const END = /^(?:[^"\\]|\\.)*"/;

/**
 * Indents the further lines of double-quoted scalars. Go's parser takes them at any indentation, and the strict one that
 * reads YAML here does not. The number of lines stays.
 */
export function indentQuotedLines(text: string): string {
  let indent: string | undefined;
  return text
    .split('\n')
    .map((line) => {
      if (indent === undefined) {
        indent = OPEN.exec(line)?.[1];
        return line;
      }
      const indented = line.trim() === '' ? line : `${indent}    ${line.trimStart()}`;
      if (END.test(line)) indent = undefined;
      return indented;
    })
    .join('\n');
}
