import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { CachePlace } from './cache.ts';
import { ServerError } from './error.ts';
import { goIn } from './go.ts';
import type { Go } from './go.ts';
import { replacesOf, workspaceGoMod } from './gomod.ts';
import { fetchModule } from './module.ts';
import { buildFromNpm } from './npm-build.ts';
import type { Progress } from './progress.ts';
import type { GoSource, ProgramSpec } from './spec.ts';

const ASSEMBLY_FILE = 'assembly.yaml';

/**
 * Builds a server with Go, or installs it with npm, into its folder in the cache. It works in another folder, and moves the result by one rename, so
 * an interrupted build leaves nothing that looks like a server. The caller holds the lock of the folder.
 * @throws ServerError `go-missing`, `checksum` or `build`
 */
export async function buildServer(
  spec: ProgramSpec,
  place: CachePlace,
  env: NodeJS.ProcessEnv,
  progress: Progress,
): Promise<void> {
  const { source } = spec;
  const title = `${spec.title} ${spec.version}`;
  await sweep(place);
  const work = `${place.folder}.building-${process.pid}`;
  await mkdir(join(work, 'tmp'), { recursive: true });
  try {
    if (source.kind === 'npm') await buildFromNpm(source, work, env, progress);
    else await buildWithGo(spec, source, work, env, progress);
    await rm(place.folder, { recursive: true, force: true });
    await rename(join(work, 'bin'), place.folder);
  } catch (error) {
    if (!(error instanceof ServerError)) throw error;
    throw new ServerError(error.fault, `${title} was not built: ${error.message}`);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function buildWithGo(
  spec: ProgramSpec,
  source: GoSource,
  work: string,
  env: NodeJS.ProcessEnv,
  progress: Progress,
): Promise<void> {
  const title = `${spec.title} ${spec.version}`;
  const go = await goIn(work, env, `set ${spec.variable} to a ${spec.binary} that you have`);
  progress.step(`${title}: fetching ${source.module}@${source.version} and checking its checksum`);
  await prepareModule(source, work, go);
  progress.step(`${title}: fetching its dependencies`);
  await go(['list', '-mod=mod', '-deps', source.package], progress.detail);
  progress.step(`${title}: compiling (about ${source.coldSeconds} s with empty caches, on two cores)`);
  await compile(source, work, go, progress);
}

/**
 * Writes go.mod and go.sum. The go.sum is that of the module, so the one pinned checksum covers everything that is built:
 * the zip, and through its go.sum every dependency. Go's checksum database covers what the table adds.
 */
async function prepareModule(source: GoSource, work: string, go: Go): Promise<void> {
  // Without a go.mod here, Go would search the parent folders.
  await writeFile(join(work, 'go.mod'), 'module throughline/server\n');
  const folder = await fetchModule(source, go);
  const replaces = replacesOf(await go(['mod', 'edit', '-json', join(folder, 'go.mod')]), source.foldersAt);
  await writeFile(join(work, 'go.mod'), workspaceGoMod(source, replaces));
  const sums = await readFile(join(folder, 'go.sum'), 'utf8');
  await writeFile(join(work, 'go.sum'), `${sums}${source.module} ${source.version} ${source.checksum}\n`);
}

/** Writes the server to `bin`. */
async function compile(source: GoSource, work: string, go: Go, progress: Progress): Promise<void> {
  const { variables, assembly, package: target } = source;
  if (assembly !== undefined) {
    await writeFile(join(work, ASSEMBLY_FILE), assembly);
    await go(['run', '-mod=mod', target, `--config=${ASSEMBLY_FILE}`], progress.detail);
    return;
  }
  const set = Object.entries(variables).map(([name, value]) => `-X ${name}=${value}`);
  const linker = ['-s -w', ...set].join(' ');
  let packages = 0;
  await go(['build', '-mod=mod', '-trimpath', '-v', '-ldflags', linker, '-o', 'bin/', target], () => {
    packages += 1;
    progress.detail(`${packages} packages`);
  });
}

/** Removes the remains of builds whose process was killed together with its guard. */
async function sweep(place: CachePlace): Promise<void> {
  const parent = dirname(place.folder);
  for (const name of await readdir(parent).catch(() => [])) {
    if (name.startsWith(`${basename(place.folder)}.building-`)) {
      await rm(join(parent, name), { recursive: true, force: true });
    }
  }
}
