import { randomBytes } from 'node:crypto';
import { Command } from 'commander';

/** `throughline token` */
export function tokenCommand(): Command {
  return new Command('token').description('print a new random token: 32 bytes, hexadecimal').action(() => {
    process.stdout.write(`${randomBytes(32).toString('hex')}\n`);
  });
}
