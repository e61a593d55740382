import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * Why tests that call commands of the machine are skipped, undefined if they run; stderr shows it.
 * @throws with `CI=true`, where they have to run
 */
export function whyNoCommands(title: string, ...commands: readonly string[]): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const missing = commands.filter((command) => !folders.some((folder) => existsSync(join(folder, command))));
  if (missing.length === 0) return undefined;
  const why = `not on PATH: ${missing.join(', ')}; install it by the packages of the system`;
  if (process.env['CI'] === 'true') throw new Error(`${title}: ${why}`);
  process.stderr.write(`SKIPPED: ${title}: ${why}\n`);
  return why;
}
