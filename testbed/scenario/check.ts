import { execFile } from 'node:child_process';
import { type Report, reportSchema } from '../../src/shared/protocol/report.ts';
import { ScenarioError } from './error.ts';

/** The result of `throughline check`. */
export interface Checked {
  readonly report: Report;
  readonly ms: number;
}

/** Runs the real command in the folder of a scenario. @throws {ScenarioError} if it prints no report */
export function runCheckProcess(
  entry: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
): Promise<Checked> {
  const begun = performance.now();
  return new Promise((resolve, reject) => {
    const all = [entry, 'check', ...args, '-o', 'json'];
    execFile(process.execPath, all, { cwd, env, maxBuffer: 1 << 26 }, (_, stdout, stderr) => {
      try {
        const report = reportSchema.parse(JSON.parse(stdout));
        resolve({ report, ms: Math.round(performance.now() - begun) });
      } catch {
        reject(
          new ScenarioError(
            `throughline check ${args.join(' ')} printed no report: ${stderr.trim() || 'the process was killed'}`,
          ),
        );
      }
    });
  });
}
