import { writeFileSync } from 'node:fs';
import {
  htmlReport,
  junitReport,
  markdownReport,
  sarifReport,
  textReport,
} from '../../prove/report/index.ts';
import { CHECKS, type Report } from '../../prove/index.ts';
import { errorCode } from '../../shared/text/error-code.ts';
import type { CheckFlags } from './flags.ts';
import { UsageError } from '../usage-error.ts';

/** Prints the report, or writes it to the file that was asked for. @throws UsageError if it cannot be written */
export function show(report: Report, flags: CheckFlags): void {
  const text = `${render(report, flags)}\n`;
  if (flags.outputFile === undefined) {
    process.stdout.write(text);
    return;
  }
  try {
    writeFileSync(flags.outputFile, text);
  } catch (error) {
    const code = errorCode(error);
    throw new UsageError(
      `the report cannot be written to ${flags.outputFile} (${code}); name a file in a folder that exists and is writable`,
    );
  }
}

function render(report: Report, flags: CheckFlags): string {
  switch (flags.output) {
    case 'json':
      return JSON.stringify(report, null, 2);
    case 'junit':
      return junitReport(report, { failOn: flags.failOn });
    case 'sarif':
      return sarifReport(report, { rules: CHECKS, root: process.cwd() });
    case 'markdown':
      return markdownReport(report, flags.lang).trimEnd();
    case 'html':
      return htmlReport(report, flags.lang);
    case 'text':
      return textReport(report, {
        colours: flags.outputFile === undefined && coloursOn(),
        width: flags.outputFile === undefined ? process.stdout.columns : undefined,
        verbose: flags.verbose,
      });
  }
}

/** Colours only on a terminal, and not with NO_COLOR: https://no-color.org */
export function coloursOn(): boolean {
  return process.stdout.isTTY && !process.env['NO_COLOR'];
}
