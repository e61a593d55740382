import { checkReport, NoReportError } from '../../src/demo/process/index.ts';
import type { Report } from '../../src/shared/protocol/report.ts';
import { ScenarioError } from './error.ts';

/** The result of `throughline check`. */
export interface Checked {
  readonly report: Report;
  readonly ms: number;
}

/** Runs the real command in the folder of a scenario. @throws {ScenarioError} where it prints no report */
export async function runCheckProcess(
  entry: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
): Promise<Checked> {
  const begun = performance.now();
  try {
    const report = await checkReport(entry, args, { cwd, env });
    return { report, ms: Math.round(performance.now() - begun) };
  } catch (error) {
    throw error instanceof NoReportError ? new ScenarioError(error.message) : error;
  }
}
