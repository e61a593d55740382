import type { ConfigFile } from '../sources/index.ts';

/** The command line that checks these files again and applies the fix. */
export function fixCommand(config: ConfigFile, manifests: readonly string[] = []): string {
  const folders = manifests.map((path) => ` --manifests ${quoted(path)}`).join('');
  return `throughline check --config ${quoted(config.argument)}${folders} --fix`;
}

/** An argument as a shell reads it. */
function quoted(text: string): string {
  return /^[\w./:@#-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
