import { z } from 'zod';
import type { GoReplace, GoSource } from './spec.ts';

const moduleAtVersion = z.object({ Path: z.string(), Version: z.string().optional() });
const goModSchema = z.object({
  Replace: z.array(z.object({ Old: moduleAtVersion, New: moduleAtVersion })).nullish(),
});

/**
 * The `replace` lines of a go.mod, read from what `go mod edit -json` prints.
 * Those that point at a folder are left out: a module's zip holds no other module's folder.
 */
export function replacesOf(goModJson: string): GoReplace[] {
  const replaces = goModSchema.parse(JSON.parse(goModJson)).Replace ?? [];
  return replaces.flatMap(({ Old, New }) =>
    New.Version === undefined
      ? []
      : [
          {
            path: Old.Path,
            ...(Old.Version === undefined ? {} : { atVersion: Old.Version }),
            with: { path: New.Path, version: New.Version },
          },
        ],
  );
}

/**
 * The go.mod of a folder that builds `source`: it requires the module and repeats the module's own
 * `replace` lines, which Go heeds in the main module only. The source's own replaces win.
 */
export function workspaceGoMod(source: GoSource, ofModule: readonly GoReplace[]): string {
  const own = source.replaces ?? [];
  const kept = ofModule.filter((replace) => !own.some(({ path }) => path === replace.path));
  const lines = [...kept, ...own].map((replace) => {
    const from = replace.atVersion === undefined ? replace.path : `${replace.path} ${replace.atVersion}`;
    return `replace ${from} => ${replace.with.path} ${replace.with.version}`;
  });
  return [
    'module throughline/server',
    'go 1.26',
    `require ${source.module} ${source.version}`,
    ...lines,
    '',
  ].join('\n');
}
