import { relative, resolve, dirname, basename } from 'node:path';
import { changeSetting, locateSetting } from '../../shared/config/index.ts';
import { EditError, type Path, unifiedDiff } from '../../shared/edit/index.ts';
import type { ConfigFile } from '../sources/index.ts';
import type { Evidence, Fix, Location } from '../engine/outcome.ts';

/** Evidence from the configuration file. */
export function configEvidence(config: ConfigFile, saw: string): Evidence {
  const key = config.document.key;
  return { source: key === null ? config.path : `${config.path}#${key}`, saw };
}

/** Where a value stands in the file; where it does not stand, the nearest object around it. */
export function locate(config: ConfigFile, path: Path): Location {
  const { text, firstLine, onOneLine } = config.document;
  const start = { file: config.path, line: firstLine };
  if (onOneLine) return start;
  for (let length = path.length; length >= 0; length--) {
    const place = locateSetting(text, path.slice(0, length));
    if (place) return { file: config.path, line: firstLine + place.line - 1 };
  }
  return start;
}

/** The fix that sets values in the configuration file, as a diff where the file can be edited by position. */
export function setInConfig(
  config: ConfigFile,
  text: string,
  settings: readonly (readonly [Path, unknown])[],
): Fix {
  const toSet = settings.map(([path, value]) => `set ${path.join('.')} to ${JSON.stringify(value)}`);
  const byHand = (why: string): Fix => ({
    kind: 'manual',
    text: `${text}: ${toSet.join(', ')} (by hand: ${why})`,
  });
  let changed: string | undefined;
  try {
    const edited = settings.reduce(
      (current, [path, value]) => changeSetting(current, path, value),
      config.document.text,
    );
    changed = config.document.replace(edited);
  } catch (error) {
    if (!(error instanceof EditError)) throw error;
  }
  if (changed === undefined)
    return byHand(`${config.path} is written so that no diff of just these lines can be made`);
  const { root, file } = fixPath(config.path);
  const diff = presentableDiff(file, config.file, changed);
  if (diff === undefined) return byHand('a diff would show a credential that stands on the same line');
  return {
    kind: 'patch',
    text,
    root,
    file,
    diff,
    command: `throughline check --config ${quoteArgument(config.argument)} --fix`,
  };
}

/** A literal credential: the value of a key that is named so, or the user part of a URL. `${VAR}` is none. */
const SECRET =
  /(?:token|api_?key|password|secret|authorization)["']?\s*:\s*["'](?!\$\{)[^"']|:\/\/[^/\s"'@]+@/i;

/** The diff with as much context as shows no credential; undefined where a changed line itself holds one. */
export function presentableDiff(file: string, before: string, after: string): string | undefined {
  return [3, 2, 1, 0]
    .map((context) => unifiedDiff(file, before, after, context))
    .find((diff) => !diff.split('\n').some((line) => SECRET.test(line)));
}

/** Root and relative path of a file: the working directory where the file lies under it, else its own folder. */
export function fixPath(path: string): { root: string; file: string } {
  const absolute = resolve(path);
  const fromHere = relative(process.cwd(), absolute);
  const below = fromHere !== '' && !fromHere.startsWith('..') && resolve(fromHere) === absolute;
  return below
    ? { root: process.cwd(), file: fromHere.replaceAll('\\', '/') }
    : { root: dirname(absolute), file: basename(absolute) };
}

export function quoteArgument(text: string): string {
  return /^[\w./:@#-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
