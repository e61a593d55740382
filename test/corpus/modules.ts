import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { goIn } from '../../testbed/servers/go.ts';
import { serverSpec } from '../../testbed/servers/index.ts';
import { fetchModule, type PinnedModule } from '../../testbed/servers/module.ts';

const takeSchema = z.strictObject({
  as: z.enum(['queries', 'manifests', 'collector']),
  under: z.string(),
});

const common = {
  project: z.string().regex(/^[\w.-]+\/[\w.-]+$/),
  take: z.array(takeSchema).min(1),
};

const moduleSchema = z.union([
  z.strictObject({ ...common, server: z.string() }),
  z.strictObject({
    ...common,
    module: z.string(),
    version: z.string().startsWith('v'),
    checksum: z.string().startsWith('h1:'),
  }),
]);

export type Take = z.output<typeof takeSchema>;

export interface CorpusModule extends PinnedModule {
  readonly project: string;
  readonly take: readonly Take[];
}

/** A module with its folder in Go's cache. */
export interface FetchedModule extends CorpusModule {
  readonly folder: string;
}

/** The pinned list, with the modules of the lab's servers filled in. */
export async function readModules(file: string): Promise<CorpusModule[]> {
  const listed = z.array(moduleSchema).parse(parse(await readFile(file, 'utf8')));
  return listed.map((one) => {
    if (!('server' in one)) return one;
    const { source } = serverSpec(one.server);
    if (source.kind !== 'go') throw new TypeError(`${one.server} is no Go module`);
    const { module, version, checksum } = source;
    return { project: one.project, take: one.take, module, version, checksum };
  });
}

/**
 * Has Go fetch the modules into its cache, as a build of a server does.
 * @throws ServerError `go-missing`, `build` or `checksum`
 */
export async function fetchModules(modules: readonly CorpusModule[]): Promise<FetchedModule[]> {
  const work = await mkdtemp(join(tmpdir(), 'throughline-corpus-'));
  try {
    await writeFile(join(work, 'go.mod'), 'module throughline/corpus\n');
    const go = await goIn(work, process.env, 'leave the corpus out');
    const fetched: FetchedModule[] = [];
    for (const one of modules) fetched.push({ ...one, folder: await fetchModule(one, go) });
    return fetched;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
