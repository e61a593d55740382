import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { findLab, requireLab } from '../lab.ts';
import { demoCommand } from './demo.ts';

/** The commands of the package throughline-lab. `--help` lists them without it, too. */
const OF_THE_LAB: Readonly<Record<string, string>> = {
  run: 'run scenarios: the expected diagnosis beside the one found',
  score: 'run scenarios and their healthy twins, and report how well they are diagnosed',
  servers: 'find the real servers for tests and demos, or build them from source',
  cluster: 'bring up a real Kubernetes node on this machine, and take it away again',
};

/** `throughline lab`: `story` is an alias of `throughline demo`; the rest comes with the package throughline-lab. */
export async function labCommand(): Promise<Command> {
  const command = new Command('lab')
    .description('run scenarios against real servers (needs the package throughline-lab)')
    .addCommand(demoCommand('story'));
  const lab = await findLab();
  const entry = fileURLToPath(new URL('../main.js', import.meta.url));
  for (const child of lab?.commands(entry) ?? absentCommands()) command.addCommand(child);
  return command;
}

function absentCommands(): Command[] {
  return Object.entries(OF_THE_LAB).map(([name, description]) =>
    new Command(name)
      .description(`${description} (needs throughline-lab)`)
      .argument('[arguments...]')
      .allowUnknownOption()
      .action(async () => {
        await requireLab(`throughline lab ${name}`);
      }),
  );
}
