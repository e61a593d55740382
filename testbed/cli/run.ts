import { Command, Option } from 'commander';
import type { ScenarioResult } from '../scenario/index.ts';
import { scenarioLines, scenarioSummary } from './scenario-lines.ts';
import { runFolders, wholeNumber } from './run-folders.ts';

const EXAMPLES = `
A scenario is a folder with a scenario.yaml: what is given, which fault there is, and the right diagnosis. Each runs
against real processes and servers, and once more without its fault: the healthy twin.

Examples:
  throughline lab run test/scenarios/plugin-not-enabled
  throughline lab run test/scenarios -o json
  throughline lab run my-scenarios --no-twin --jobs 1

Exit codes: 0 all as expected, 1 one differs or could not run, 2 none could run.`;

interface Flags {
  readonly jobs: number;
  readonly twin: boolean;
  readonly reports?: string;
  readonly output: 'text' | 'json';
}

/** `throughline lab run` */
export function labRunCommand(entry: string): Command {
  return new Command('run')
    .description('run scenarios, and compare the expected diagnosis with the one found')
    .argument('<dir...>', 'folders of scenarios')
    .addOption(new Option('--jobs <n>', 'how many at once').argParser(wholeNumber).default(2))
    .option('--no-twin', 'leave the healthy twins out')
    .option('--reports <dir>', 'keep the last report of each check in this folder')
    .addOption(new Option('-o, --output <format>', 'how to print').choices(['text', 'json']).default('text'))
    .addHelpText('after', EXAMPLES)
    .action(async (folders: readonly string[], { jobs, twin, reports, output }: Flags) => {
      const show = (result: ScenarioResult): void => {
        if (output === 'text') process.stdout.write(`${scenarioLines(result).join('\n')}\n`);
      };
      const { results, unusable, interrupted } = await runFolders(folders, {
        entry,
        jobs,
        twins: twin,
        reports,
        onResult: show,
      });
      process.stdout.write(
        output === 'json' ? `${JSON.stringify(results, null, 2)}\n` : `${scenarioSummary(results)}\n`,
      );
      process.exitCode = interrupted ? 130 : unusable === 0 && results.every(({ pass }) => pass) ? 0 : 1;
    });
}
