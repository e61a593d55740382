import { Command } from 'commander';
import { findCheck } from '../explain/find.ts';
import { failureModePage } from '../explain/mode-page.ts';
import { checkList, checkPage } from '../explain/page.ts';

/** `throughline explain`: the page of a check or of a failure mode, offline. */
export function explainCommand(): Command {
  return new Command('explain')
    .description('say what a check proves or a failure mode means, and how to fix it')
    .argument(
      '[topic]',
      'id or name of a check, such as TL203 or plugin/enabled, or number of a failure mode; without one, all checks are listed',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  throughline explain\n  throughline explain TL201\n  throughline explain plugin/enabled\n  throughline explain 36',
    )
    .action((topic: string | undefined) => {
      process.stdout.write(`${topic === undefined ? checkList() : page(topic)}\n`);
    });
}

function page(topic: string): string {
  return /^\d+$/.test(topic) ? failureModePage(Number(topic)) : checkPage(findCheck(topic));
}
