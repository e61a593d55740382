import { setTimeout as sleep } from 'node:timers/promises';
import { type Contract, defaultContract } from '../../prove/contract/index.ts';
import { createBackendView, type Report, runChecks } from '../../prove/index.ts';
import { type HttpSource, readReaders } from '../../prove/sources/index.ts';
import { readContract } from '../check/source-table/contract.ts';
import { HOW_TO_PROVIDE } from '../check/source-table/index.ts';
import type { KnownBackend } from '../names/backend.ts';
import { readNamed } from '../named-file.ts';
import { UsageError } from '../usage-error.ts';
import { packageVersion } from '../version.ts';
import { leftOut } from './left-out.ts';

const DEFAULT_FLUSH_INTERVAL_MS = 30_000;

export interface LintInput {
  readonly paths: readonly string[];
  /** Path of a contract file; undefined for the metrics of the gateway. */
  readonly contract: string | undefined;
  readonly backend: HttpSource | undefined;
  /** The backend as flags describe it. */
  readonly describedBackend?: KnownBackend | undefined;
  /** Receives remarks about files that are left out. */
  readonly remark: (text: string) => void;
}

/**
 * Runs the query checks over dashboards and rules.
 *
 * @throws {UsageError} if a file cannot be used, or no file contains a query
 */
export async function lint({
  paths,
  contract,
  backend,
  describedBackend,
  remark,
}: LintInput): Promise<Report> {
  for (const text of describedBackend?.remarks ?? []) remark(text);
  const readers = readNamed(() => readReaders(paths));
  for (const text of leftOut(readers, paths)) remark(text);
  if (readers.queries.length === 0)
    throw new UsageError(`${paths.join(', ')}: there is no dashboard and no rule with a query in it`);
  const sources = {
    readers,
    contract: contractOf(contract),
    ...(backend ? { backend: createBackendView(backend) } : {}),
    ...(describedBackend ? { describedBackend: describedBackend.backend } : {}),
  };
  return runChecks(sources, {
    version: packageVersion(),
    now: Date.now,
    sleep,
    only: 'query',
    static: backend === undefined,
    contractGiven: true,
    howToProvide: HOW_TO_PROVIDE,
  });
}

function contractOf(path: string | undefined): Contract {
  return path === undefined
    ? defaultContract({ serviceName: 'openclaw', flushIntervalMs: DEFAULT_FLUSH_INTERVAL_MS })
    : readContract(path);
}
