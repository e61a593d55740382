import { writeFileSync } from 'node:fs';
import { Command, Option } from 'commander';
import { errorText } from '../../shared/text/error-text.ts';
import type { ImportFlags } from '../contract/import.ts';
import type { RecordFlags } from '../contract/record.ts';
import { BUILT_IN_CONTRACTS } from '../../prove/contract/index.ts';
import { durationFlag } from '../duration.ts';
import type { BackendFlags } from '../names/backend.ts';
import { descriptionOptions } from '../names/options.ts';
import { readSettings } from '../settings/read.ts';
import { UsageError } from '../usage-error.ts';

const EXAMPLES = `
Examples:
  throughline contract record --backend http://127.0.0.1:9090 --job shop -o shop.yaml
      record what the service sends now
  throughline check --contract shop.yaml --backend http://127.0.0.1:9090
      later: does all of it still arrive?
  throughline contract import model/http --job shop
      what the semantic conventions say that it should send
  throughline contract dashboard openclaw/2026.9 -o openclaw.json
  throughline contract alerts openclaw/2026.2 --strategy NoTranslation
      for a real OpenClaw, with the names and labels that the backend makes

Exit codes: 0, or 2 if it could not run.`;

interface Destination {
  readonly output?: string;
}

/** `throughline contract` */
export function contractCommand(): Command {
  return new Command('contract')
    .description('write a contract, which says what should arrive from a service, or what is made of one')
    .addCommand(recordCommand())
    .addCommand(importCommand())
    .addCommand(
      monitoringCommand('dashboard', 'a Grafana dashboard with a panel for each metric of a contract'),
    )
    .addCommand(monitoringCommand('alerts', 'alerts on the metrics of a contract, as rules of Prometheus'))
    .addHelpText('after', EXAMPLES);
}

function recordCommand(): Command {
  return new Command('record')
    .description('from what a backend holds of a service now, under the stored names')
    .option('--backend <url>', 'Prometheus, VictoriaMetrics or Mimir (default: that of throughline.yaml)')
    .requiredOption('--job <name>', 'service.name, or namespace/name: the label job')
    .option('--instance <id>', 'service.instance.id, to record one instance only')
    .option('--name <name>', 'name of the contract (default: the job)')
    .option('-o, --output <file>', 'file to write (default: standard output)')
    .addOption(
      new Option('--timeout <time>', 'time-out of each request').argParser(durationFlag).default(5_000, '5s'),
    )
    .action(async (flags: RecordFlags & Destination) => {
      const { recordContract } = await import('../contract/record.ts');
      const text = await recordContract(flags, readSettings(undefined), process.env, Date.now());
      write(text, flags.output);
    });
}

function importCommand(): Command {
  return new Command('import')
    .description('from files of an OpenTelemetry semantic-convention registry')
    .argument(
      '<path...>',
      'YAML files, or folders of them, with groups or definition/2, as Weaver reads them',
    )
    .option('--name <name>', 'name of the contract', 'semantic-conventions')
    .option('--job <name>', 'service.name that the metrics come from')
    .addOption(
      new Option('--flush-interval <time>', 'time between two pushes')
        .argParser(durationFlag)
        .default(60_000, '60s'),
    )
    .option('-o, --output <file>', 'file to write (default: standard output)')
    .action(async (files: string[], flags: ImportFlags & Destination) => {
      const { importContract } = await import('../contract/import.ts');
      const { text, passedOver } = importContract(files, flags);
      write(text, flags.output);
      if (passedOver.length > 0)
        process.stderr.write(`throughline: not files of a registry, left out: ${passedOver.join(', ')}\n`);
    });
}

function monitoringCommand(name: 'dashboard' | 'alerts', description: string): Command {
  const command = new Command(name)
    .description(description)
    .argument('<contract>', `a contract file, or ${BUILT_IN_CONTRACTS.join(' or ')}`)
    .option('--backend <url>', 'Prometheus, VictoriaMetrics or Mimir, to be asked for its settings');
  for (const option of descriptionOptions()) command.addOption(option);
  return command
    .option('--job <name>', 'service.name of the gateway (default: that of the contract)')
    .option('-o, --output <file>', 'file to write (default: standard output)')
    .addOption(
      new Option('--timeout <time>', 'time-out of each request').argParser(durationFlag).default(5_000, '5s'),
    )
    .action(async (path: string, flags: BackendFlags & Destination & { readonly job?: string }) => {
      const [{ alertsFor, dashboardFor }, { knownBackend }, { readContract }] = await Promise.all([
        import('../contract/monitoring.ts'),
        import('../names/backend.ts'),
        import('../check/source-table/contract.ts'),
      ]);
      const { backend, remarks } = await knownBackend(flags, readSettings(undefined), process.env);
      const contract = readContract(path);
      const named = flags.job === undefined ? contract : { ...contract, job: flags.job };
      write(name === 'alerts' ? alertsFor(named, backend) : dashboardFor(named, backend), flags.output);
      for (const remark of remarks) process.stderr.write(`throughline: ${remark}\n`);
    });
}

function write(text: string, path: string | undefined): void {
  if (path === undefined) {
    process.stdout.write(text);
    return;
  }
  try {
    writeFileSync(path, text);
  } catch (error) {
    throw new UsageError(`cannot write ${path}: ${errorText(error)}`);
  }
  process.stderr.write(`throughline: wrote ${path}\n`);
}
