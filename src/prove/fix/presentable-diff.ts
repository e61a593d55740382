import { unifiedDiff } from '../../shared/edit/index.ts';
import { showsSecret } from '../../shared/text/secrets.ts';

/**
 * The diff with as much context as shows no credential; undefined where a changed line itself holds one, or a line beside it.
 * A diff has at least one line of context: without any, `git apply` rejects a change, and adds new lines at the end of the file.
 */
export function presentableDiff(file: string, before: string, after: string): string | undefined {
  return [3, 2, 1]
    .map((context) => unifiedDiff(file, before, after, context))
    .find((diff) => !diff.split('\n').some(showsSecret));
}
