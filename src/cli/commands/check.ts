import { Command, Option } from 'commander';
import { LINKS, type Link } from '../../prove/index.ts';
import { type Language, LANGUAGES } from '../../prove/report/index.ts';
import { type Address, parseAddress } from '../../shared/text/address.ts';
import { durationFlag, durationFlagFrom } from '../duration.ts';
import { argument } from '../listen-flag.ts';
import { OUTPUT_FORMATS, type OutputFormat } from '../output-format.ts';
import { readSettings } from '../settings.ts';
import { UsageError } from '../usage-error.ts';

const EXAMPLES = `
Examples:
  throughline check --config configmap.yaml
      the seed's fault is found from the file alone; exit 1 with the fix as a diff
  throughline check --config configmap.yaml --fix
      show the fix, ask, write it, check again
  throughline check --gateway http://127.0.0.1:18789 --backend http://127.0.0.1:9090 --wait 2m
      wait until everything has arrived
  throughline check --config configmap.yaml --manifests deploy --static -o json
      for a pull request: what files can show, as throughline.report/1
  throughline check --config configmap.yaml --static -o sarif --output-file throughline.sarif
  throughline check --config configmap.yaml --backend http://127.0.0.1:9090 -o markdown --lang ja > report.md
      the same as annotations, each on the line in question
  throughline check --gateway http://127.0.0.1:18789 --backend http://127.0.0.1:9090 --watch 60s --listen 127.0.0.1:9464
      again and again: what changes is printed, /healthz is served

Without flags it takes its sources from throughline.yaml. Secrets come from the environment or from files:
  THROUGHLINE_GATEWAY_TOKEN (or OPENCLAW_GATEWAY_TOKEN), THROUGHLINE_BACKEND_TOKEN, _USER and _PASSWORD,
  _HEADERS (name=value,…), _CA_FILE; the same with THROUGHLINE_LOKI and THROUGHLINE_GRAFANA.

Exit codes: 0 arriving (with --static: nothing fails), 1 broken or degraded, 2 could not run, 3 undetermined. --watch ends with that of its last run.`;

export interface CheckFlags {
  readonly config?: string;
  readonly manifests?: readonly string[];
  readonly envFile?: string;
  readonly log?: readonly string[];
  readonly loki?: string;
  readonly kubeconfig?: string;
  readonly collectorConfig?: string;
  readonly collectorMetrics?: string;
  readonly dashboards?: readonly string[];
  readonly rules?: readonly string[];
  readonly grafana?: string;
  readonly gateway?: string;
  readonly backend?: readonly string[];
  readonly tap?: string;
  readonly contract?: string;
  readonly settings?: string;
  readonly static?: true;
  readonly canary?: true;
  readonly wait?: number;
  readonly timeout?: number;
  readonly failOn: 'error' | 'warning';
  readonly only?: Link;
  readonly fix?: true;
  readonly yes?: true;
  readonly output: OutputFormat;
  readonly lang: Language;
  readonly outputFile?: string;
  readonly verbose?: true;
  /** Milliseconds between the beginnings of two runs. */
  readonly watch?: number;
  /** True where the environment names the receiver. */
  readonly watchExport?: string | true;
  readonly listen?: Address;
}

/** `throughline check` */
export function checkCommand(): Command {
  return new Command('check')
    .description('walk the path of the telemetry, name the broken link, prove what arrived')
    .option('--config <file[#key]>', 'gateway config (JSON5 or YAML), or a manifest that holds its ConfigMap')
    .option('--manifests <path...>', 'Kubernetes manifests, files or folders, for the network rules')
    .option('--env-file <file>', "the environment of the gateway's process, as env prints it")
    .option('--log <file...>', 'logs of the gateway or the backend, as text or JSON lines')
    .option('--loki <url>', 'Loki that holds these logs')
    .option(
      '--kubeconfig <file>',
      'live cluster, read by its current context; "in-cluster" for the one that this runs in',
    )
    .option('--collector-config <file>', 'configuration of the OpenTelemetry Collector that is pushed to')
    .option('--collector-metrics <url>', 'its own metrics, for what it refused or lost')
    .option('--dashboards <path...>', 'Grafana dashboards as JSON, files or folders')
    .option('--rules <path...>', 'rule files or PrometheusRule objects, files or folders')
    .option('--grafana <url>', 'Grafana that shows the dashboards; its data sources are asked, too')
    .option('--gateway <url>', 'running gateway, for its status and ledger')
    .addOption(
      new Option(
        '--backend <url>',
        'Prometheus, VictoriaMetrics or Mimir to read the data back from; again for each replica',
      ).argParser((url: string, before: readonly string[] | undefined) => [...(before ?? []), url]),
    )
    .option('--tap <url>', 'running throughline tap, for what is really sent and answered')
    .option('--contract <file>', 'what should arrive (default: the 18 metrics of the gateway)')
    .option('--settings <file>', 'where to look, and where secrets come from (default: throughline.yaml)')
    .option('--static', 'look at files only')
    .option('--canary', 'write one mark to the backend and read it back')
    .addOption(
      new Option('--wait <time>', 'check again until all has arrived, this long at most').argParser(
        durationFlag,
      ),
    )
    .addOption(
      new Option('--timeout <time>', 'time-out of each request (default: 5s)').argParser(durationFlag),
    )
    .addOption(
      new Option('--fail-on <severity>', 'severity from which the exit code is 1')
        .choices(['error', 'warning'])
        .default('warning'),
    )
    .addOption(new Option('--only <link>', 'ask one link only').choices(LINKS))
    .option('--fix', 'write the fix after showing it, then check again')
    .option('--yes', 'with --fix: do not ask')
    .addOption(new Option('-o, --output <format>', 'how to print').choices(OUTPUT_FORMATS).default('text'))
    .addOption(
      new Option('--lang <language>', 'language of the reports markdown and html')
        .choices(LANGUAGES)
        .default('en'),
    )
    .option('--output-file <file>', 'write the report there instead of printing it')
    .option('-v, --verbose', 'show the checks that pass, too')
    .addOption(
      new Option('--watch <time>', 'check again each time, until told to stop')
        .argParser(durationFlagFrom('1s'))
        .conflicts(['wait', 'fix', 'outputFile']),
    )
    .option(
      '--watch-export [url]',
      'push the findings there as metrics, by OTLP/HTTP (default: OTEL_EXPORTER_OTLP_ENDPOINT)',
    )
    .addOption(
      new Option('--listen <host:port>', 'with --watch: serve /healthz, /readyz and /report').argParser(
        argument(parseAddress, 'write host:port, such as 127.0.0.1:9464 or [::1]:9464'),
      ),
    )
    .addHelpText('after', EXAMPLES)
    .action(async (flags: CheckFlags) => {
      const settings = readSettings(flags.settings);
      if (flags.yes && !flags.fix) throw new UsageError('--yes goes with --fix');
      if (flags.fix && !flags.yes && !process.stdin.isTTY) {
        throw new UsageError('--fix asks before it writes; without a terminal, give --yes');
      }
      if (flags.static && flags.canary)
        throw new UsageError('--static looks at files only, so it cannot go with --canary');
      refuseWithoutWatch(flags);
      const named = [
        flags.manifests,
        settings.manifests,
        flags.kubeconfig,
        settings.kubeconfig,
        flags.config,
        flags.gateway,
        flags.log,
        flags.loki,
        settings.logs,
        settings.loki,
        flags.dashboards,
        flags.rules,
        settings.dashboards,
        settings.rules,
        flags.grafana,
        settings.grafana,
        flags.backend,
        flags.tap,
        settings.config,
        settings.gateway,
        settings.backend,
        settings.tap,
      ];
      if (named.every((source) => source === undefined)) {
        throw new UsageError(
          'nothing to check: give --config FILE, --manifests DIR, --kubeconfig FILE, --log FILE, --gateway URL or --backend URL (see: throughline check --help)',
        );
      }
      const { watch } = flags;
      if (watch !== undefined) {
        const { watch: run } = await import('../watch/run.ts');
        process.exitCode = await run({ ...flags, watch }, process.env, endSignal());
        return;
      }
      const { runCheck } = await import('../check/run.ts');
      process.exitCode = await runCheck(flags, settings, process.env);
    });
}

function refuseWithoutWatch({ watch, watchExport, listen, output }: CheckFlags): void {
  if (watch === undefined) {
    if (watchExport !== undefined) throw new UsageError('--watch-export goes with --watch');
    if (listen !== undefined) throw new UsageError('--listen goes with --watch');
  } else if (output !== 'text' && output !== 'json') {
    throw new UsageError(`--watch prints as text or as lines of JSON, not as ${output}`);
  }
}

/** Given with the first Ctrl-C or SIGTERM; the second ends the process as it stands. */
function endSignal(): AbortSignal {
  const controller = new AbortController();
  const end = (): void => controller.abort();
  process.once('SIGINT', end).once('SIGTERM', end);
  return controller.signal;
}
