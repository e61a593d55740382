import stringWidth from 'string-width';

/** Pads to a width in terminal columns, so that wide characters line up as well. */
export function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - stringWidth(text)));
}

/** Rows as aligned columns; the last one is not padded. */
export function columns(rows: readonly (readonly string[])[], gap = 2): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [index, cell] of row.entries())
      widths[index] = Math.max(widths[index] ?? 0, stringWidth(cell));
  }
  return rows.map((row) =>
    row
      .map((cell, index) => (index === row.length - 1 ? cell : pad(cell, (widths[index] ?? 0) + gap)))
      .join('')
      .trimEnd(),
  );
}

/** Breaks lines at blanks so that none is wider than `width`, unless one word is; those that fit stay as they are. */
export function wrap(text: string, width: number): string[] {
  return text.split('\n').flatMap((line) => (stringWidth(line) <= width ? [line] : wrapLine(line, width)));
}

function wrapLine(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && stringWidth(`${line} ${word}`) > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

/** Lines in a box with a title, as wide as they need. */
export function box(title: string, lines: readonly string[]): string[] {
  const width = Math.max(stringWidth(title) + 2, ...lines.map((line) => stringWidth(line)));
  return [
    `┌─ ${title} ${'─'.repeat(width - stringWidth(title) - 1)}┐`,
    ...lines.map((line) => `│ ${pad(line, width)} │`),
    `└${'─'.repeat(width + 2)}┘`,
  ];
}

/** Time between two moments in words of one unit: `4 s`, `3 min`, `2 h`, `5 d`. */
export function age(milliseconds: number): string {
  const seconds = Math.max(0, milliseconds / 1_000);
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7_200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3_600)} h` : `${Math.round(seconds / 86_400)} d`;
}
