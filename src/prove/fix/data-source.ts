import { unifiedDiff } from '../../shared/edit/index.ts';
import { escapeRegExp } from '../../shared/text/escape-regexp.ts';
import type { DataSource } from '../sources/index.ts';
import type { Fix } from '../engine/outcome.ts';
import { fixPath } from './paths.ts';

/**
 * The fix that replaces the data source of a dashboard: a diff if the file and the right data source are known, else a
 * text.
 *
 * @param text of the file
 */
export function sourceFix(
  text: string | undefined,
  path: string | undefined,
  from: string,
  to: DataSource | undefined,
): Fix {
  const manual: Fix = {
    kind: 'manual',
    text: to
      ? `write the uid ${to.uid} of ${to.name} in place of ${from}`
      : `write the uid of the Prometheus data source in place of ${from}, or add a variable of the type datasource`,
  };
  if (text === undefined || path === undefined || to === undefined) return manual;
  const written = escapeRegExp(JSON.stringify(from));
  const changed = text.replaceAll(
    new RegExp(`("(?:uid|datasource)"\\s*:\\s*)${written}`, 'g'),
    (_, key: string) => `${key}${JSON.stringify(to.uid)}`,
  );
  const { root, file } = fixPath(path);
  const diff = unifiedDiff(file, text, changed);
  if (diff === '') return manual;
  return { kind: 'patch', text: manual.text, root, file, diff, command: 'patch -p1 < fix.diff' };
}
