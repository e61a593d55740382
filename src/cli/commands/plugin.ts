import { cpSync, existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { errorText } from '../../shared/text/error-text.ts';
import { UsageError } from '../usage-error.ts';

/** Written by the build. */
const BUILT = fileURLToPath(new URL('../../../openclaw-plugin/', import.meta.url));

const EXAMPLES = `
It needs no further package. OpenClaw 2026.2 gives it everything; 2026.9 keeps the usage of models for official plugins.

Example:
  throughline plugin . && openclaw plugins install ./diagnostics-otel`;

/** `throughline plugin` */
export function pluginCommand(): Command {
  return new Command('plugin')
    .description('write this telemetry as a plugin for OpenClaw, a folder and an archive')
    .argument('<folder>', 'where to write them')
    .addHelpText('after', EXAMPLES)
    .action((folder: string) => {
      for (const path of writePlugin(BUILT, resolve(folder))) process.stdout.write(`${path}\n`);
      process.stdout.write(
        `\nopenclaw plugins install ${join(folder, 'diagnostics-otel')}\nThen restart the gateway.\n`,
      );
    });
}

/**
 * Copies the built plugin into a folder, which is created; a plugin that is there already is replaced.
 *
 * @returns the paths that were written
 * @throws {UsageError}
 */
export function writePlugin(built: string, folder: string): string[] {
  if (!existsSync(built)) throw new UsageError('the plugin is not built in this checkout: run npm run build');
  try {
    cpSync(built, folder, { recursive: true });
  } catch (error) {
    throw new UsageError(`cannot write to ${folder}: ${errorText(error)}`);
  }
  return readdirSync(built).map((name) => join(folder, name));
}
