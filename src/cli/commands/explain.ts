import { Command } from 'commander';
import { findCheck } from '../explain/find.ts';
import { checkList, checkPage } from '../explain/page.ts';

/** `throughline explain`: the page of a check, offline. */
export function explainCommand(): Command {
  return new Command('explain')
    .description('say what a check proves, what its failure means and how to fix it')
    .argument(
      '[check]',
      'id or name of a check, such as TL203 or plugin/enabled; without one, all are listed',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  throughline explain\n  throughline explain TL201\n  throughline explain plugin/enabled',
    )
    .action((check: string | undefined) => {
      process.stdout.write(`${check === undefined ? checkList() : checkPage(findCheck(check))}\n`);
    });
}
