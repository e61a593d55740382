import { Command, Option } from 'commander';
import { defaultContract } from '../../prove/contract/index.ts';
import { type HttpSource, readReaders, SourceFileError } from '../../prove/sources/index.ts';
import { createBackendView, runChecks, type Report } from '../../prove/index.ts';
import { exitCodeOf } from '../check/exit-code.ts';
import { readContract } from '../check/source-table/contract.ts';
import { HOW_TO_PROVIDE } from '../check/source-table/index.ts';
import { lintLines } from '../lint/lines.ts';
import { openServer } from '../open-server.ts';
import { credentialsFor } from '../settings/server.ts';
import { UsageError } from '../usage-error.ts';
import { packageVersion } from '../version.ts';

const TIMEOUT_MS = 5_000;
const FLUSH_MS = 30_000;

const EXAMPLES = `
Examples:
  throughline lint dashboards/ rules/
      each query held against what the gateway's 18 metrics are stored as
  throughline lint dashboard.json --contract contracts/openclaw-2026.2.yaml
  throughline lint rules.yaml --backend http://127.0.0.1:9090
      also against what is stored, and whether its buckets reach the quantiles

Exit codes: 0 nothing found, 1 something found, 2 could not run.`;

interface Flags {
  readonly contract?: string;
  readonly backend?: string;
  readonly output: 'text' | 'json';
}

/** `throughline lint` */
export function lintCommand(): Command {
  return new Command('lint')
    .description('find the queries of dashboards and rules that can never return data')
    .argument(
      '<path...>',
      'Grafana dashboards (JSON), rule files or PrometheusRule objects (YAML), or folders',
    )
    .option('--contract <file>', 'what is sent (default: the 18 metrics of the gateway)')
    .option('--backend <url>', 'Prometheus, VictoriaMetrics or Mimir whose series are asked, too')
    .addOption(new Option('-o, --output <format>', 'how to print').choices(['text', 'json']).default('text'))
    .addHelpText('after', EXAMPLES)
    .action(async (paths: readonly string[], flags: Flags) => {
      const http =
        flags.backend === undefined
          ? undefined
          : openServer(
              flags.backend,
              TIMEOUT_MS,
              credentialsFor(undefined, process.env, 'THROUGHLINE_BACKEND'),
            );
      try {
        const report = await lint(paths, flags, http);
        const text = flags.output === 'json' ? JSON.stringify(report, null, 2) : lintLines(report).join('\n');
        process.stdout.write(`${text}\n`);
        process.exitCode = exitCodeOf(report, { static: true, failOn: 'warning' });
      } finally {
        await http?.close();
      }
    });
}

async function lint(
  paths: readonly string[],
  { contract }: Flags,
  http: HttpSource | undefined,
): Promise<Report> {
  try {
    const readers = readReaders(paths);
    for (const path of readers.others.filter((other) => paths.includes(other)))
      process.stderr.write(`throughline: ${path} holds neither a dashboard nor rules\n`);
    for (const problem of readers.unread) process.stderr.write(`throughline: left out: ${problem}\n`);
    if (readers.queries.length === 0)
      throw new UsageError(`${paths.join(', ')}: there is no dashboard and no rule with a query in it`);
    const sources = {
      readers,
      contract:
        contract === undefined
          ? defaultContract({ serviceName: 'openclaw', flushIntervalMs: FLUSH_MS })
          : readContract(contract),
      ...(http ? { backend: createBackendView(http) } : {}),
    };
    const { setTimeout: sleep } = await import('node:timers/promises');
    return await runChecks(sources, {
      version: packageVersion(),
      now: Date.now,
      sleep,
      only: 'query',
      static: http === undefined,
      contractGiven: true,
      howToProvide: HOW_TO_PROVIDE,
    });
  } catch (error) {
    if (error instanceof SourceFileError) throw new UsageError(error.message);
    throw error;
  }
}
