import { Command, InvalidArgumentError, Option } from 'commander';
import { errorText } from '../../src/shared/text/error-text.ts';
import {
  PROGRAMS,
  createProgress,
  describeServers,
  ensureServers,
  programSpec,
  thisMachine,
} from '../servers/index.ts';
import type { InventoryRow } from '../servers/index.ts';

interface Options {
  readonly all: boolean;
  readonly output: 'text' | 'json';
}

/** `throughline lab servers`: the real servers for tests and the demo. */
export function labServersCommand(): Command {
  return new Command('servers')
    .description('find the real servers for tests and the demo, or build them from source')
    .argument('[ids...]', `servers to find or build: ${PROGRAMS.map(({ id }) => id).join(', ')}`, knownIds)
    .option('--all', 'find or build all of them', false)
    .addOption(new Option('-o, --output <format>', 'how to print').choices(['text', 'json']).default('text'))
    .addHelpText(
      'after',
      `
Without ids it builds nothing, and prints what is on the machine and how long the rest would take.
A server is searched in its environment variable (${PROGRAMS[0]?.variable}, …), then on PATH if it
has an OTLP receiver, then in the cache (THROUGHLINE_CACHE, by default ~/.cache/throughline).
If it is nowhere, it is built, which needs Go 1.26; OpenClaw is installed with npm.`,
    )
    .action(async (ids: string[], options: Options) => {
      const rows = await inventory(ids, options.all);
      process.stdout.write(options.output === 'json' ? asJson(rows) : asText(rows));
      for (const row of rows) {
        if (row.state !== 'failed') continue;
        process.stderr.write(`${row.problem.message}\n`);
        process.exitCode = 2;
      }
    });
}

function knownIds(id: string, before: readonly string[] = []): string[] {
  try {
    return [...before, programSpec(id).id];
  } catch (error) {
    throw new InvalidArgumentError(errorText(error));
  }
}

async function inventory(ids: readonly string[], all: boolean): Promise<InventoryRow[]> {
  const machine = thisMachine();
  if (ids.length === 0 && !all) return describeServers(machine);
  const progress = createProgress(process.stderr);
  try {
    return await ensureServers(all ? PROGRAMS.map(({ id }) => id) : ids, machine, progress);
  } finally {
    progress.end();
  }
}

function asJson(rows: readonly InventoryRow[]): string {
  const entries = rows.map((row) => {
    if (row.state === 'here') {
      const { version, from, path, seconds } = row.found;
      return { id: row.id, version, from, path, ...(seconds === undefined ? {} : { seconds }) };
    }
    const { version, source } = row.spec;
    return {
      id: row.id,
      version,
      from: null,
      path: null,
      ...(row.state === 'failed'
        ? { problem: row.problem.message }
        : { wouldTakeSeconds: source.coldSeconds }),
    };
  });
  return `${JSON.stringify(entries, null, 2)}\n`;
}

function asText(rows: readonly InventoryRow[]): string {
  const table = rows.map((row) => {
    if (row.state === 'here') {
      const { version, from, path, seconds } = row.found;
      return [row.id, version, seconds === undefined ? from : `${from} in ${seconds} s`, path];
    }
    const { version, source, variable } = row.spec;
    const rest =
      row.state === 'failed' ? 'see below' : `set ${variable}, or build it in some ${source.coldSeconds} s`;
    return [row.id, version, row.state, rest];
  });
  const widths = [0, 1, 2].map((column) => Math.max(...table.map((cells) => cells[column]?.length ?? 0)));
  return table.map((cells) => `${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  ')}\n`).join('');
}
