import { access, constants, stat } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';
import { buildServer } from './build.ts';
import { cachePlace } from './cache.ts';
import type { Machine } from './cache.ts';
import { ServerError } from './error.ts';
import { withLock } from './lock.ts';
import { proveReceiver, versionOf } from './probe.ts';
import type { Progress } from './progress.ts';
import type { ProgramSpec, ServerSpec } from './spec.ts';
import { isOfSeries } from './table.ts';

/** A program of the table, and where it is. */
export interface Found<Spec extends ProgramSpec> {
  readonly spec: Spec;
  readonly path: string;
  /** `unknown` if the binary was built without one. */
  readonly version: string;
  readonly from: 'variable' | 'PATH' | 'cache' | 'built';
  /** How long building it took, if it was built just now. */
  readonly seconds?: number;
}

/** It can be started. */
export type FoundServer = Found<ServerSpec>;

/**
 * A server that is on the machine: named by its variable, else on PATH if its version is right and it has the OTLP
 * receiver, else in the cache.
 * @param passedOver is called for each binary on PATH that is not used, with the reason
 * @throws ServerError `bad-binary` if the variable names one that does not work
 */
export async function findServer<Spec extends ProgramSpec>(
  spec: Spec,
  machine: Machine,
  passedOver: (reason: string) => void = () => {},
): Promise<Found<Spec> | undefined> {
  const named = machine.env[spec.variable];
  if (named) return byVariable(spec, resolve(named));
  for (const path of await onPath(spec, machine.env)) {
    try {
      const version = await versionOf(path, spec);
      if (isOfSeries(version, spec.onPath.series)) {
        await proveReceiver(path, version, spec);
        return { spec, path, version, from: 'PATH' };
      }
      passedOver(`${path} is ${version}, not ${spec.onPath.series}`);
    } catch (error) {
      if (!(error instanceof ServerError)) throw error;
      passedOver(error.message);
    }
  }
  const { binary } = cachePlace(spec, machine);
  if (!(await isExecutable(binary))) return undefined;
  return { spec, path: binary, version: spec.version, from: 'cache' };
}

/**
 * Like `findServer`, but builds the server if it is nowhere. If several need the same one at once, one builds and the others
 * wait.
 * @throws ServerError `bad-binary`, `go-missing`, `checksum` or `build`
 */
export async function ensureServer<Spec extends ProgramSpec>(
  spec: Spec,
  machine: Machine,
  progress: Progress,
): Promise<Found<Spec>> {
  const here = await findServer(spec, machine, (reason) => progress.step(`not used: ${reason}`));
  if (here !== undefined) return here;
  const place = cachePlace(spec, machine);
  const onWait = ({ pid }: { pid: number }): void =>
    progress.step(
      `${spec.title} ${spec.version}: waiting for process ${pid}, which builds it (${place.lock})`,
    );
  return withLock(place.lock, { onWait }, async () => {
    if (await isExecutable(place.binary)) {
      return { spec, path: place.binary, version: spec.version, from: 'cache' };
    }
    const begun = performance.now();
    await buildServer(spec, place, machine.env, progress);
    const seconds = Math.round((performance.now() - begun) / 100) / 10;
    return { spec, path: place.binary, version: spec.version, from: 'built', seconds };
  });
}

async function byVariable<Spec extends ProgramSpec>(spec: Spec, path: string): Promise<Found<Spec>> {
  try {
    const version = await versionOf(path, spec);
    await proveReceiver(path, version, spec);
    return { spec, path, version, from: 'variable' };
  } catch (error) {
    if (!(error instanceof ServerError)) throw error;
    throw new ServerError(
      'bad-binary',
      `${spec.variable} names no server that works: ${error.message}\nName another, or unset ${spec.variable}.`,
    );
  }
}

async function onPath(spec: ProgramSpec, env: NodeJS.ProcessEnv): Promise<string[]> {
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const candidates = folders.flatMap((folder) =>
    spec.onPath.names.map((name) => resolve(join(folder, name))),
  );
  const runnable = await Promise.all(candidates.map(isExecutable));
  return candidates.filter((_, index) => runnable[index]);
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
