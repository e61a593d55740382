import { Command, Option } from 'commander';
import type { Address } from '../../shared/text/address.ts';
import { startTap, type Tap } from '../../prove/tap/index.ts';
import { type Exchange, TAP_PATH } from '../../shared/protocol/exchange.ts';
import { durationFlag } from '../duration.ts';
import { listenFlag, whyNotListening } from '../listen-flag.ts';
import { createTally, metricLines, tapHeading, tapLine } from '../tap-lines.ts';
import { UsageError } from '../usage-error.ts';

const EXAMPLES = `
Bodies, headers and responses pass byte for byte. If the receiver does not respond, the
exporter's connection is closed, as it would be without the tap. Values of attributes and headers are not shown.

Examples:
  throughline tap --to http://127.0.0.1:9090/api/v1/otlp
      then set the exporter's endpoint to http://127.0.0.1:4319
  throughline tap --listen 0.0.0.0:4319 --to http://prometheus-k8s.monitoring.svc:9090/api/v1/otlp -o json > wire.jsonl
      one line of JSON a push
  throughline check --tap http://127.0.0.1:4319 --gateway http://127.0.0.1:18789
      what it saw over two flush intervals, as evidence`;

interface Options {
  readonly listen: Address;
  readonly to: string;
  readonly timeout: number;
  readonly output: 'text' | 'json';
  readonly verbose?: true;
}

/** `throughline tap` */
export function tapCommand(): Command {
  return new Command('tap')
    .description('proxy between exporter and receiver that shows each push and its response')
    .addOption(listenFlag('127.0.0.1:4319'))
    .requiredOption('--to <url>', 'URL to forward pushes to: the previous endpoint of the exporter')
    .addOption(
      new Option('--timeout <time>', 'how long the receiver may take')
        .argParser(durationFlag)
        .default(30_000, '30s'),
    )
    .addOption(
      new Option('-o, --output <format>', 'a table, or one line of JSON a push')
        .choices(['text', 'json'])
        .default('text'),
    )
    .option('-v, --verbose', 'list the metrics of each push, too')
    .addHelpText('after', EXAMPLES)
    .action(tap);
}

async function tap({ listen, to, timeout, output, verbose }: Options): Promise<void> {
  if (!/^https?:$/.test(URL.canParse(to) ? new URL(to).protocol : ''))
    throw new UsageError(`--to ${to} is not an http or https URL; write it as http://host:port/path`);
  const tally = createTally();
  const print = (line: string): void => void process.stdout.write(`${line}\n`);
  const onExchange = (exchange: Exchange): void => {
    tally.add(exchange);
    if (output === 'json') return print(JSON.stringify(exchange));
    print(tapLine(exchange));
    if (verbose) for (const line of metricLines(exchange)) print(line);
  };
  const running = await started({ ...listen, to, timeoutMs: timeout, now: Date.now, onExchange }, listen);
  process.stderr.write(
    `ready: set the exporter's endpoint to ${running.url}; ${running.url}${TAP_PATH} shows what passed\n`,
  );
  if (output === 'text') print(tapHeading());
  const end = (): void => {
    void running.close().then(() => process.stderr.write(`${tally.summary()}\n`));
  };
  process.once('SIGINT', end).once('SIGTERM', end);
}

async function started(options: Parameters<typeof startTap>[0], address: Address): Promise<Tap> {
  try {
    return await startTap(options);
  } catch (error) {
    const why = whyNotListening(error, address);
    if (why === undefined) throw error;
    throw new UsageError(why);
  }
}
