import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Machine } from './cache.ts';
import { ServerError } from './error.ts';
import { goIn } from './go.ts';
import { fetchModule } from './module.ts';
import type { ProgramSpec } from './spec.ts';

/**
 * The source of a program, as Go has it in its cache: it contains what belongs to the program, such as its definitions.
 *
 * @throws {ServerError} `go-missing`, `checksum` or `build`
 */
export async function moduleFolder({ title, source }: ProgramSpec, { env }: Machine): Promise<string> {
  if (source.kind !== 'go') throw new ServerError('build', `${title} is not a Go module.`);
  const work = await mkdtemp(join(tmpdir(), 'throughline-module-'));
  try {
    return await fetchModule(source, await goIn(work, env, `leave ${title} out`));
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
