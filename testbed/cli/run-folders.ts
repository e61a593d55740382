import { InvalidArgumentError } from 'commander';
import {
  readScenarios,
  type RunOptions,
  runScenarios,
  ScenarioError,
  type ScenarioResult,
} from '../scenario/index.ts';
import { ServerError } from '../servers/index.ts';
import { UsageError } from '../../src/cli/usage-error.ts';

export interface FolderRun {
  readonly results: readonly ScenarioResult[];
  /** Scenarios whose file cannot be used. */
  readonly unusable: number;
  readonly interrupted: boolean;
}

/**
 * Runs the scenarios of folders with the built command line, until all are done or a signal comes. All that was started is
 * stopped then.
 *
 * @throws {UsageError} if none of the scenarios can be read, or a server is not available
 */
export async function runFolders(
  folders: readonly string[],
  options: Omit<RunOptions, 'signal'>,
): Promise<FolderRun> {
  const interrupted = new AbortController();
  const interrupt = (): void => interrupted.abort();
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  try {
    const { signal } = interrupted;
    const unusable: ScenarioError[] = [];
    const scenarios = readScenarios(folders, (error) => unusable.push(error));
    const [first] = unusable;
    if (first && scenarios.length === 0) throw first;
    for (const { message } of unusable) process.stderr.write(`throughline: ${message}\n`);
    for (const { name, unknown } of scenarios)
      if (unknown.length > 0)
        process.stderr.write(`throughline: ${name}: unknown, so ignored: ${unknown.join(', ')}\n`);
    const results = await runScenarios(scenarios, { ...options, signal });
    return { results, unusable: unusable.length, interrupted: signal.aborted };
  } catch (error) {
    if (error instanceof ScenarioError || error instanceof ServerError) throw new UsageError(error.message);
    throw error;
  }
}

/** A reader for commander. */
export function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('write a whole number from 1.');
  return value;
}
