import { type Clock, type Report, runChecks } from '../../prove/index.ts';
import { parseDuration } from '../../shared/time/duration.ts';
import type { CheckFlags } from './flags.ts';
import type { Settings } from '../settings/read.ts';
import { packageVersion } from '../version.ts';
import { contract } from './source-table/contract.ts';
import { HOW_TO_PROVIDE } from './source-table/index.ts';
import { openSources } from './sources.ts';

const DEFAULT_TIMEOUT_MS = 5_000;

/** Time-out of each request in milliseconds. */
export function timeoutOf(flags: CheckFlags, settings: Settings): number {
  return flags.timeout ?? parseDuration(settings.timeout ?? '') ?? DEFAULT_TIMEOUT_MS;
}

/** A check with its sources, which can be run several times. */
export interface Rounds {
  /** Reads files and asks servers; the report says in how many requests. @throws {UsageError} */
  run(): Promise<Report>;
  close(): Promise<void>;
}

/** Opens what flags and settings name. @throws {UsageError} */
export async function openRounds(
  flags: CheckFlags,
  settings: Settings,
  env: NodeJS.ProcessEnv,
  clock: Clock,
): Promise<Rounds> {
  const { beforeSync } = flags;
  const isStatic = flags.static === true || beforeSync !== undefined;
  const sources = await openSources(flags, settings, {
    env,
    clock,
    timeoutMs: timeoutOf(flags, settings),
    static: isStatic,
    beforeSync,
  });
  return {
    run: async () => {
      const before = sources.requests();
      const report = await runChecks(await sources.read(), {
        version: packageVersion(),
        ...clock,
        only: flags.only,
        static: isStatic,
        contractGiven: contract.named(flags, settings) !== undefined,
        suppressions: settings.suppress ?? [],
        howToProvide: HOW_TO_PROVIDE,
      });
      return { ...report, requests: sources.requests() - before };
    },
    close: () => sources.close(),
  };
}
