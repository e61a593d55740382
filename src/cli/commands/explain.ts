import { Command } from 'commander';
import { type Check, CHECKS } from '../../prove/index.ts';
import { UsageError } from '../usage-error.ts';

const WIDTH = 96;

/** `throughline explain`: a check's page, offline. */
export function explainCommand(): Command {
  return new Command('explain')
    .description('say what a check proves, what its failure means and how to mend it')
    .argument('[id]', 'id of a check, such as TL203; without one, all are listed')
    .addHelpText('after', '\nExamples:\n  throughline explain\n  throughline explain TL201')
    .action((id: string | undefined) => {
      process.stdout.write(`${id === undefined ? list() : page(find(id))}\n`);
    });
}

function find(id: string): Check {
  const check = CHECKS.find((candidate) => candidate.id === id.toUpperCase());
  if (!check) throw new UsageError(`there is no check ${id}; "throughline explain" lists them all`);
  return check;
}

function list(): string {
  return CHECKS.map(({ id, link, title }) => `${id}  ${link.padEnd(9)}  ${title}`).join('\n');
}

function page({ id, link, title, proves, explain, severity, modes, needs, uses, dependsOn }: Check): string {
  const rows: [string, string][] = [
    ['link', link],
    ['severity', severity],
    ['proves', proves],
    ['needs', needs.join(', ')],
    ['uses', uses.join(', ')],
    ['stands behind', dependsOn.join(', ')],
    ['names modes', modes.join(', ')],
  ];
  const facts = rows
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `  ${name.padEnd(14)} ${value}`);
  return [`${id}  ${title}`, '', ...facts, '', ...wrapped(explain)].join('\n');
}

function wrapped(text: string): string[] {
  return (text.match(new RegExp(`.{1,${WIDTH}}(?:\\s|$)`, 'g')) ?? []).map((line) => `  ${line.trimEnd()}`);
}
