import { Command, Option } from 'commander';
import type { HttpSource } from '../../prove/sources/index.ts';
import { lintExitCode, lintLines } from '../lint/lines.ts';
import { lint } from '../lint/run.ts';
import { openServer } from '../open-server.ts';
import { credentialsFor } from '../settings/server.ts';

const TIMEOUT_MS = 5_000;

const EXAMPLES = `
Examples:
  throughline lint dashboards/ rules/
      check each query against the stored names of the gateway's 18 metrics
  throughline lint dashboard.json --contract contracts/openclaw-2026.2.yaml
  throughline lint rules.yaml --backend http://127.0.0.1:9090
      also check against what is stored, and whether its buckets cover the quantiles

Exit codes: 0 nothing found, 1 something found, 2 could not run, 3 nothing could be judged.`;

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
    .option('--contract <file>', 'expected metrics (default: the 18 metrics of the gateway)')
    .option('--backend <url>', 'Prometheus, VictoriaMetrics or Mimir whose series are queried as well')
    .addOption(new Option('-o, --output <format>', 'how to print').choices(['text', 'json']).default('text'))
    .addHelpText('after', EXAMPLES)
    .action(run);
}

async function run(paths: readonly string[], { contract, backend: url, output }: Flags): Promise<void> {
  const backend = url === undefined ? undefined : openBackend(url);
  try {
    const report = await lint({
      paths,
      contract,
      backend,
      remark: (text) => process.stderr.write(`throughline: ${text}\n`),
    });
    const text = output === 'json' ? JSON.stringify(report, null, 2) : lintLines(report).join('\n');
    process.stdout.write(`${text}\n`);
    process.exitCode = lintExitCode(report);
  } finally {
    await backend?.close();
  }
}

function openBackend(url: string): HttpSource {
  return openServer(url, TIMEOUT_MS, credentialsFor(undefined, process.env, 'THROUGHLINE_BACKEND'));
}
