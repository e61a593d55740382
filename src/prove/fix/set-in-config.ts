import { changeSetting } from '../../shared/config/index.ts';
import { EditError, type Path } from '../../shared/edit/index.ts';
import type { Fix } from '../engine/outcome.ts';
import type { ConfigFile } from '../sources/index.ts';
import { fixCommand } from './fix-command.ts';
import { configFixPath } from './paths.ts';
import { presentableDiff } from './presentable-diff.ts';

type Settings = readonly (readonly [Path, unknown])[];

/** The fix that sets values in the configuration file: a diff where the file can be edited by position. */
export function setInConfig(config: ConfigFile, text: string, settings: Settings): Fix {
  const toSet = settings.map(([path, value]) => `set ${path.join('.')} to ${JSON.stringify(value)}`);
  const byHand = (why: string): Fix => ({
    kind: 'manual',
    text: `${text}: ${toSet.join(', ')} (by hand: ${why})`,
  });
  const changed = withSettings(config, settings);
  if (changed === undefined)
    return byHand(
      config.document.readOnly ?? `${config.path} is written so that no diff of only these lines can be made`,
    );
  const { root, file } = configFixPath(config.path);
  const diff = presentableDiff(file, config.file, changed);
  if (diff === undefined) return byHand('a diff would show a credential, on the same line or beside it');
  return { kind: 'patch', text, root, file, diff, command: fixCommand(config) };
}

/** The whole file with the values set; undefined where it cannot be edited by position. */
function withSettings(config: ConfigFile, settings: Settings): string | undefined {
  try {
    const edited = settings.reduce(
      (current, [path, value]) => changeSetting(current, path, value),
      config.document.text,
    );
    return config.document.replace(edited);
  } catch (error) {
    if (error instanceof EditError) return undefined;
    throw error;
  }
}
