import { unifiedDiff } from '../../shared/edit/index.ts';

/** A literal credential: the value of a key that is named so, or the user part of a URL. `${VAR}` is none. */
const SECRET =
  /(?:token|api_?key|password|secret|authorization)["']?\s*:\s*["'](?!\$\{)[^"']|:\/\/[^/\s"'@]+@/i;

/** The diff with as much context as shows no credential; undefined where a changed line itself holds one. */
export function presentableDiff(file: string, before: string, after: string): string | undefined {
  return [3, 2, 1, 0]
    .map((context) => unifiedDiff(file, before, after, context))
    .find((diff) => !diff.split('\n').some((line) => SECRET.test(line)));
}
