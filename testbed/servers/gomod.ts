import { z } from 'zod';
import type { GoReplace, GoSource } from './spec.ts';

const moduleAtVersion = z.object({ Path: z.string(), Version: z.string().optional() });
const goModSchema = z.object({
  Replace: z.array(z.object({ Old: moduleAtVersion, New: moduleAtVersion })).nullish(),
});

/**
 * The `replace` lines of a go.mod, read from what `go mod edit -json` prints.
 * A module's zip does not contain the folders that some of them name. These lines get the version `foldersAt` of the module
 * that they replace, or are left out without one.
 */
export function replacesOf(goModJson: string, foldersAt?: string): GoReplace[] {
  const replaces = goModSchema.parse(JSON.parse(goModJson)).Replace ?? [];
  return replaces.flatMap(({ Old, New }) => {
    const version = New.Version ?? foldersAt;
    if (version === undefined) return [];
    const path = New.Version === undefined ? Old.Path : New.Path;
    return [
      {
        path: Old.Path,
        ...(Old.Version === undefined ? {} : { atVersion: Old.Version }),
        with: { path, version },
      },
    ];
  });
}

/**
 * The go.mod of a folder that builds `source`: it requires the module and repeats the module's own
 * `replace` lines, which Go applies in the main module only. The replaces of the source win.
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
