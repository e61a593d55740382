import { Command, Option } from 'commander';
import { LINKS } from '../../prove/index.ts';
import { LANGUAGES } from '../../prove/report/index.ts';
import { parseAddress } from '../../shared/text/address.ts';
import type { CheckFlags } from '../check/flags.ts';
import { SOURCES } from '../check/source-table/index.ts';
import { isAnythingNamed } from '../check/sources.ts';
import { durationFlag, durationFlagFrom } from '../duration.ts';
import { argument } from '../listen-flag.ts';
import { parseObject } from '../object-flag.ts';
import { OUTPUT_FORMATS } from '../output-format.ts';
import { readSettings, type Settings } from '../settings/read.ts';
import { UsageError } from '../usage-error.ts';

const EXAMPLES = `
Examples:
  throughline check --config configmap.yaml
      checks this file only; if something is broken, prints the fix as a diff and exits with 1
  throughline check --config configmap.yaml --fix
      show the fix, ask, write it, check again
  throughline check --gateway http://127.0.0.1:18789 --backend http://127.0.0.1:9090 --wait 2m
      wait until everything has arrived
  throughline check --config configmap.yaml --manifests deploy --static -o json
      for a pull request: what files can show, as throughline.report/1
  throughline check --config configmap.yaml --static -o sarif --output-file throughline.sarif
      the same as annotations, each on the line in question
  throughline check --config configmap.yaml --backend http://127.0.0.1:9090 -o markdown --lang ja > report.md
      as a document to hand in, in Japanese
  throughline check --gateway http://127.0.0.1:18789 --backend http://127.0.0.1:9090 --watch 60s --listen 127.0.0.1:9464
      check every minute: what changes is printed, /healthz is served

Without flags it takes its sources from throughline.yaml. Secrets come from the environment or from files:
  THROUGHLINE_GATEWAY_TOKEN (or OPENCLAW_GATEWAY_TOKEN), THROUGHLINE_BACKEND_TOKEN, _USER and _PASSWORD,
  _HEADERS (name=value,…), _CA_FILE; the same with THROUGHLINE_LOKI and THROUGHLINE_GRAFANA.

Exit codes: 0 arriving (with --static: nothing fails, and something was judged), 1 broken or degraded, 2 could not run, 3 undetermined, or idle: nothing was recorded, and nothing shows that the path works. --watch exits with the code of its last run.`;

/** `throughline check` */
export function checkCommand(): Command {
  const command = new Command('check').description(
    'check the path of the telemetry, name the broken link, prove what arrived',
  );
  for (const flag of SOURCES.flatMap(({ flags }) => flags)) command.addOption(flag);
  return command
    .option(
      '--settings <file>',
      'file with the sources, and where secrets come from (default: throughline.yaml)',
    )
    .option('--static', 'look at files only')
    .addOption(
      new Option(
        '--before-sync [template]',
        'with --kubeconfig: judge what --manifests, or podtemplate/NAMESPACE/NAME, is about to change in that cluster',
      )
        .argParser(argument(parseObject('podtemplate'), 'write podtemplate/NAMESPACE/NAME.'))
        .conflicts(['static', 'canary', 'fix', 'wait', 'watch']),
    )
    .addOption(
      new Option(
        '--wait <time>',
        'repeat the check until a sample was read back and all metrics have arrived, at most this long',
      ).argParser(durationFlag),
    )
    .addOption(
      new Option('--timeout <time>', 'time-out of each request (default: 5s)').argParser(durationFlag),
    )
    .addOption(
      new Option('--fail-on <severity>', 'severity from which the exit code is 1')
        .choices(['error', 'warning'])
        .default('warning'),
    )
    .addOption(new Option('--only <link>', 'check one link only').choices(LINKS))
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
    .option(
      '--termination-log <file>',
      'write verdict and cause there as one line; in a container that runs check: /dev/termination-log',
    )
    .addOption(
      new Option(
        '--report-to <configmap>',
        'with --kubeconfig: keep the report in a ConfigMap of that cluster, configmap/NAMESPACE/NAME',
      ).argParser(argument(parseObject('configmap'), 'write configmap/NAMESPACE/NAME.')),
    )
    .addOption(
      new Option('--watch <time>', 'check again at this interval, until Ctrl-C')
        .argParser(durationFlagFrom('1s'))
        .conflicts(['wait', 'fix', 'outputFile', 'terminationLog', 'reportTo']),
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
      if (flags.yes && !flags.fix) throw new UsageError('--yes requires --fix');
      if (flags.fix && !flags.yes && !process.stdin.isTTY) {
        throw new UsageError('--fix asks before it writes; without a terminal, give --yes');
      }
      if (flags.static && flags.canary)
        throw new UsageError('--static looks at files only, so it cannot go with --canary');
      requireWatch(flags);
      requireCluster(flags, settings);
      if (!isAnythingNamed(flags, settings)) {
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

function requireCluster(
  { reportTo, beforeSync, kubeconfig, manifests, ...flags }: CheckFlags,
  settings: Settings,
): void {
  if (reportTo && flags.static)
    throw new UsageError('--static looks at files only, so it cannot go with --report-to');
  const flag = reportTo ? '--report-to' : beforeSync === undefined ? undefined : '--before-sync';
  if (flag !== undefined && (kubeconfig ?? settings.kubeconfig) === undefined)
    throw new UsageError(`${flag} requires a cluster: --kubeconfig FILE, or --kubeconfig in-cluster`);
  if (beforeSync === true && (manifests ?? settings.manifests) === undefined) {
    throw new UsageError(
      '--before-sync requires what is about to be applied: --manifests PATH, or --before-sync podtemplate/NAMESPACE/NAME',
    );
  }
}

function requireWatch({ watch, watchExport, listen, output }: CheckFlags): void {
  if (watch === undefined) {
    if (watchExport !== undefined) throw new UsageError('--watch-export requires --watch');
    if (listen !== undefined) throw new UsageError('--listen requires --watch');
  } else if (output !== 'text' && output !== 'json') {
    throw new UsageError(`--watch prints as text or as lines of JSON, not as ${output}`);
  }
}

/** Aborted by the first Ctrl-C or SIGTERM; the second ends the process at once. */
function endSignal(): AbortSignal {
  const controller = new AbortController();
  const end = (): void => controller.abort();
  process.once('SIGINT', end).once('SIGTERM', end);
  return controller.signal;
}
