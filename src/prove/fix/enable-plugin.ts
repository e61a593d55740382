import type { PluginsConfig } from '../../shared/config/index.ts';
import type { Path } from '../../shared/edit/index.ts';

/**
 * What to set so that no rule keeps a plugin off.
 *
 * @param needsEntry it is off without an entry, as a bundled one; else an entry is only changed where it turns it off
 */
export function settingsToEnable(
  id: string,
  { enabled, deny, allow, entries }: PluginsConfig,
  needsEntry: boolean,
): [Path, unknown][] {
  const settings: [Path, unknown][] = [];
  if (!enabled) settings.push([['plugins', 'enabled'], true]);
  if (deny.includes(id)) settings.push([['plugins', 'deny'], deny.filter((other) => other !== id)]);
  if (allow.length > 0 && !allow.includes(id))
    settings.push([
      ['plugins', 'allow'],
      [...allow, id],
    ]);
  const entry = entries[id]?.enabled;
  if (needsEntry ? entry !== true : entry === false)
    settings.push([['plugins', 'entries', id, 'enabled'], true]);
  return settings;
}
