import { execFile } from 'node:child_process';
import { readReport, type Report } from '../../shared/protocol/report.ts';

/** The command printed no report; the message says what it printed. */
export class NoReportError extends Error {
  override readonly name = 'NoReportError';
}

/**
 * Runs `throughline check … -o json` as a separate process.
 *
 * @param entry the built command line
 * @throws {NoReportError}
 */
export function checkReport(
  entry: string,
  args: readonly string[],
  options: { readonly env: NodeJS.ProcessEnv; readonly cwd?: string },
): Promise<Report> {
  const all = [entry, 'check', ...args, '-o', 'json'];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, all, { ...options, maxBuffer: 1 << 26 }, (_, stdout, stderr) => {
      try {
        resolve(readReport(stdout));
      } catch {
        const printed = stderr.trim() || 'the process was killed';
        reject(new NoReportError(`throughline check ${args.join(' ')} printed no report: ${printed}`));
      }
    });
  });
}
