import { writeFile } from 'node:fs/promises';
import { Command, Option } from 'commander';
import { scoreOf } from '../scenario/index.ts';
import { scoreLines, scorePage } from './score-lines.ts';
import { runFolders, wholeNumber } from './run-folders.ts';

const EXAMPLES = `
Examples:
  throughline lab score test/scenarios
  throughline lab score test/scenarios --jobs 1 -o json
  throughline lab score test/scenarios --write docs/figures.md

Exit codes: 0 all diagnosed rightly and no twin alarms, 1 otherwise, 2 could not run.`;

interface Flags {
  readonly jobs: number;
  readonly write?: string;
  readonly output: 'text' | 'json';
}

/** `throughline lab score` */
export function labScoreCommand(entry: string): Command {
  return new Command('score')
    .description('run scenarios and their healthy twins, and say how well they are diagnosed')
    .argument('<dir...>', 'folders of scenarios')
    .addOption(new Option('--jobs <n>', 'how many at once').argParser(wholeNumber).default(2))
    .option('--write <file>', 'also write the score to this file, as a page of Markdown')
    .addOption(new Option('-o, --output <format>', 'how to print').choices(['text', 'json']).default('text'))
    .addHelpText('after', EXAMPLES)
    .action(async (folders: readonly string[], { jobs, write, output }: Flags) => {
      let done = 0;
      const { results, unusable, interrupted } = await runFolders(folders, {
        entry,
        jobs,
        twins: true,
        onResult: ({ scenario, pass }) => {
          done += 1;
          if (process.stderr.isTTY || !pass)
            process.stderr.write(`${pass ? '✓' : '✗'} ${done} ${scenario}\n`);
        },
      });
      const score = scoreOf(results);
      if (write !== undefined && !interrupted)
        await writeFile(write, scorePage(score, new Date().toISOString().slice(0, 10)));
      process.stdout.write(
        output === 'json' ? `${JSON.stringify(score, null, 2)}\n` : `${scoreLines(score).join('\n')}\n`,
      );
      process.exitCode = interrupted ? 130 : unusable === 0 && results.every(({ pass }) => pass) ? 0 : 1;
    });
}
