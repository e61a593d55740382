import { Command, Option } from 'commander';
import { descriptionOptions } from '../names/options.ts';
import { durationFlag } from '../duration.ts';
import { readSettings } from '../settings/read.ts';
import type { NamesFlags } from '../names/run.ts';

const EXAMPLES = `
Examples:
  throughline names --backend http://127.0.0.1:9090
      the gateway's metrics, as this server stores them
  throughline names --flavour mimir@3.0 --strategy NoTranslation
      a server that you describe by flags
  throughline names --manifest prometheus-k8s.yaml
      a server that does not run yet
  throughline names --explain openclaw.queue.wait_ms --unit ms
      why a metric gets this name
  throughline names --from metrics.json -o json
      the response to a push of each metric alone, and what is stored

FILE of --from is a contract, a list of names (one per line), or a JSON array of metrics: name, kind (counter, updown, gauge,
histogram, exponentialHistogram, summary), and where they apply unit, monotonic, temporality, attributes, resource,
scope. Values in angle brackets depend on the traffic.

FILE of --settings is the otlp: section of a Prometheus configuration, or a list of the server's flags, one per line.

Exit codes: 0, or 2 if it could not run.`;

const KINDS = ['counter', 'updown', 'gauge', 'histogram', 'exponentialHistogram', 'summary'];

/** `throughline names` */
export function namesCommand(): Command {
  const command = new Command('names')
    .description('say under which names and labels a backend stores OTLP metrics, and why')
    .option('--backend <url>', 'Prometheus, VictoriaMetrics or Mimir, to be asked for its settings');
  for (const option of descriptionOptions()) command.addOption(option);
  return command
    .option('--from <file>', 'metrics to name (default: the 18 of the gateway)')
    .option('--explain <name>', 'say step by step how this name comes about')
    .addOption(new Option('--kind <kind>', 'kind of a metric that is not in the catalogue').choices(KINDS))
    .option('--unit <unit>', 'unit of a metric that is not in the catalogue')
    .addOption(
      new Option('--timeout <time>', 'time-out of each request').argParser(durationFlag).default(5_000, '5s'),
    )
    .addOption(
      new Option('-o, --output <format>', 'how to print')
        .choices(['text', 'json', 'markdown'])
        .default('text'),
    )
    .addHelpText('after', EXAMPLES)
    .action(async (flags: NamesFlags) => {
      const { runNames } = await import('../names/run.ts');
      const { stdout, stderr } = await runNames(flags, readSettings(undefined), process.env);
      for (const remark of stderr) process.stderr.write(`throughline: ${remark}\n`);
      process.stdout.write(`${stdout}\n`);
    });
}
