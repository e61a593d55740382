import { Command, Option } from 'commander';
import type { HttpSource } from '../../prove/sources/index.ts';
import { lintExitCode, lintLines } from '../lint/lines.ts';
import { lint } from '../lint/run.ts';
import { translatorFor } from '../names/answer.ts';
import { type KnownBackend, knownBackend } from '../names/backend.ts';
import { type DescriptionFlags, descriptionOptions } from '../names/options.ts';
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
  throughline lint rules.yaml --settings prometheus.yml
      names and labels by the translation strategy and the promoted attributes of a server that is not at hand
  throughline lint rules.yaml --manifest prometheus-k8s.yaml
      the same, of a server that manifests describe

FILE of --settings is the otlp: section of a Prometheus configuration, or a list of the server's flags, one per line. With
--backend it replaces what the server reports of itself.

Exit codes: 0 nothing found, 1 something found, 2 could not run, 3 nothing could be judged.`;

interface Flags extends DescriptionFlags {
  readonly contract?: string;
  readonly backend?: string;
  readonly output: 'text' | 'json';
}

/** `throughline lint` */
export function lintCommand(): Command {
  const command = new Command('lint')
    .description('find the queries of dashboards and rules that can never return data')
    .argument(
      '<path...>',
      'Grafana dashboards (JSON), rule files or PrometheusRule objects (YAML), or folders',
    )
    .option('--contract <file>', 'expected metrics (default: the 18 metrics of the gateway)')
    .option('--backend <url>', 'Prometheus, VictoriaMetrics or Mimir whose series are queried as well');
  for (const option of descriptionOptions()) command.addOption(option);
  return command
    .addOption(new Option('-o, --output <format>', 'how to print').choices(['text', 'json']).default('text'))
    .addHelpText('after', EXAMPLES)
    .action(run);
}

async function run(
  paths: readonly string[],
  { contract, backend: url, output, ...description }: Flags,
): Promise<void> {
  const backend = url === undefined ? undefined : openBackend(url);
  try {
    const report = await lint({
      paths,
      contract,
      backend,
      describedBackend: await described(description, url),
      remark: (text) => process.stderr.write(`throughline: ${text}\n`),
    });
    const text = output === 'json' ? JSON.stringify(report, null, 2) : lintLines(report).join('\n');
    process.stdout.write(`${text}\n`);
    process.exitCode = lintExitCode(report);
  } finally {
    await backend?.close();
  }
}

/**
 * The backend as flags describe it; undefined where none of them is given.
 *
 * @throws {UsageError} also where it would not start with its settings
 */
async function described(
  flags: DescriptionFlags,
  backend: string | undefined,
): Promise<KnownBackend | undefined> {
  if (Object.keys(flags).length === 0) return undefined;
  const of = backend === undefined ? {} : { backend };
  const known = await knownBackend({ ...flags, ...of, timeout: TIMEOUT_MS }, {}, process.env);
  translatorFor(known.backend);
  return known;
}

function openBackend(url: string): HttpSource {
  return openServer(url, TIMEOUT_MS, credentialsFor(undefined, process.env, 'THROUGHLINE_BACKEND'));
}
