import { Command } from 'commander';
import { configJsonSchema } from '../../shared/config/index.ts';

/** `throughline schema` */
export function schemaCommand(): Command {
  return new Command('schema')
    .description("print the JSON Schema of the gateway's configuration")
    .action(() => {
      process.stdout.write(`${JSON.stringify(configJsonSchema(), null, 2)}\n`);
    });
}
