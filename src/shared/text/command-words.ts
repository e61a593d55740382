/** A command, and its arguments. */
export type CommandWords = readonly [command: string, ...args: string[]];

/**
 * Splits a command line into words. Single or double quotes keep a word together; nothing is expanded.
 *
 * @returns undefined where a quote is open, or there is no word
 */
export function commandWords(command: string): CommandWords | undefined {
  const words: string[] = [];
  const rest = command.replaceAll(/\s*((?:[^\s"']|"[^"]*"|'[^']*')+)\s*/gy, (_all, word: string) => {
    words.push(
      word.replaceAll(
        /"([^"]*)"|'([^']*)'/g,
        (_quoted, double?: string, single?: string) => double ?? single ?? '',
      ),
    );
    return '';
  });
  const [first, ...others] = words;
  return rest.trim() === '' && first !== undefined ? [first, ...others] : undefined;
}
