import { unifiedDiff } from '../../shared/edit/index.ts';
import { showsSecret } from '../../shared/text/secrets.ts';

/** The diff with as much context as shows no credential; undefined where a changed line itself holds one. */
export function presentableDiff(file: string, before: string, after: string): string | undefined {
  return [3, 2, 1, 0]
    .map((context) => unifiedDiff(file, before, after, context))
    .find((diff) => !diff.split('\n').some(showsSecret));
}
