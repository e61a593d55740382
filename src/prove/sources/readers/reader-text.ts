/** A text of JSON or YAML: a file, or a string within one. Positions are those of the file. */
export interface ReaderText {
  readonly file: string;
  readonly text: string;
  /** Line of the file, from 1, of an offset of the text. */
  lineAt(offset: number): number;
  /** A part of the text as the file has it, with its indentation and its escapes; undefined where that is not known. */
  written(from: number, to: number): string | undefined;
}

export function fileText(file: string, text: string): ReaderText {
  const starts = lineStarts(text);
  return {
    file,
    text,
    lineAt: (offset) => lineIndex(starts, offset) + 1,
    written: (from, to) => text.slice(from, to),
  };
}

/**
 * The text of a literal block of YAML, which has the lines of the file without their indentation.
 *
 * @param body offset of its first line in the outer text
 */
export function blockText(outer: ReaderText, body: number, text: string): ReaderText {
  const inner = lineStarts(text);
  const outerStarts = lineStarts(outer.text);
  const first = lineIndex(outerStarts, body);
  const outerOffset = (offset: number): number => {
    const line = lineIndex(inner, offset);
    const start = outerStarts[first + line] ?? outer.text.length;
    const own = lineLength(text, inner[line] ?? 0);
    const indent = Math.max(0, lineLength(outer.text, start) - own);
    return start + indent + offset - (inner[line] ?? 0);
  };
  return {
    file: outer.file,
    text,
    lineAt: (offset) => outer.lineAt(outerOffset(offset)),
    written: (from, to) => outer.written(outerOffset(from), outerOffset(to)),
  };
}

/** Another text with the same number of lines, each with another indentation. */
export function sameLines(outer: ReaderText, text: string): ReaderText {
  const [starts, outerStarts] = [lineStarts(text), lineStarts(outer.text)];
  return {
    file: outer.file,
    text,
    lineAt: (offset) => outer.lineAt(outerStarts[lineIndex(starts, offset)] ?? 0),
    written: (from, to) => text.slice(from, to),
  };
}

/** A text whose lines the file does not have, such as one in quotes. */
export function foldedText(outer: ReaderText, offset: number, text: string): ReaderText {
  const line = outer.lineAt(offset);
  return { file: outer.file, text, lineAt: () => line, written: () => undefined };
}

function lineStarts(text: string): number[] {
  return [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
}

function lineIndex(starts: readonly number[], offset: number): number {
  const after = starts.findIndex((start) => start > offset);
  return (after < 0 ? starts.length : after) - 1;
}

function lineLength(text: string, start: number): number {
  const end = text.indexOf('\n', start);
  const line = text.slice(start, end < 0 ? undefined : end);
  return line.endsWith('\r') ? line.length - 1 : line.length;
}
