import { Command, InvalidArgumentError, Option } from 'commander';
import { parseDuration } from '../../contract/index.ts';
import { DEFAULT_SETTINGS, formatAddress, parseAddress, startReceiver } from '../../lab/receiver/index.ts';
import type { Address, Receiver, ReceiverOptions } from '../../lab/receiver/index.ts';
import { SettingsError, type TranslationStrategy } from '../../translate/index.ts';

interface Options {
  readonly listen: Address;
  readonly receiverOff: boolean;
  readonly strategy: TranslationStrategy;
  readonly promote: readonly string[];
  readonly retention: number;
}

/** The strategies that Prometheus 3.5 knows. */
const STRATEGIES: readonly TranslationStrategy[] = [
  'UnderscoreEscapingWithSuffixes',
  'NoUTF8EscapingWithSuffixes',
  'NoTranslation',
];

/** `throughline receive`: the embedded receiver alone, until it is told to stop. */
export function receiveCommand(): Command {
  return new Command('receive')
    .description('run the embedded receiver: OTLP in, the query API of Prometheus 3.5 out, in memory')
    .addOption(
      new Option('--listen <host:port>', 'where to listen; port 0 takes any that is free')
        .argParser(argument(parseAddress, 'write host:port, such as 127.0.0.1:9090 or [::1]:9090'))
        .default(parseAddress('127.0.0.1:9090'), '127.0.0.1:9090'),
    )
    .option('--receiver-off', 'refuse pushes, as Prometheus does without --web.enable-otlp-receiver', false)
    .addOption(
      new Option('--strategy <name>', 'how names are translated')
        .choices(STRATEGIES)
        .default(DEFAULT_SETTINGS.strategy),
    )
    .option('--promote <attributes...>', 'resource attributes that become labels', [])
    .addOption(
      new Option('--retention <duration>', 'how long samples are kept')
        .argParser(argument(positiveDuration, 'write a duration such as 30m, 1h or 1h30m'))
        .default(DEFAULT_SETTINGS.retentionMs, '1h'),
    )
    .addHelpText(
      'after',
      `
Nothing is written to disk: what was received is gone when it stops.

Examples:
  throughline receive
  throughline receive --listen 0.0.0.0:9090 --promote service.name service.version
  throughline receive --receiver-off          # a fault to diagnose: every push is answered 404`,
    )
    .action(receive);
}

async function receive({ listen, receiverOff, strategy, promote, retention }: Options): Promise<void> {
  const receiver = await started({
    ...listen,
    receiver: receiverOff ? 'off' : 'on',
    strategy,
    promote,
    retentionMs: retention,
  });
  if (receiver === undefined) return;
  process.stdout.write(
    `ready: OTLP metrics at ${receiver.otlpMetricsUrl}${receiverOff ? ' (switched off: 404)' : ''}, queries at ${receiver.url}\n`,
  );
  const close = (): void => void receiver.close();
  process.once('SIGINT', close).once('SIGTERM', close);
}

async function started(options: ReceiverOptions & Address): Promise<Receiver | undefined> {
  try {
    return await startReceiver(options);
  } catch (error) {
    process.stderr.write(`${whyNot(error, options)}\n`);
    process.exitCode = 2;
    return undefined;
  }
}

const WHY_NOT: ReadonlyMap<string | undefined, string> = new Map([
  ['EADDRINUSE', 'is in use: stop what listens there, or choose another with --listen'],
  ['EACCES', 'may not be used without more rights: choose a port from 1024 on with --listen'],
  ['EADDRNOTAVAIL', 'is no address of this machine: choose another with --listen, such as 127.0.0.1:9090'],
  ['ENOTFOUND', 'has no address: choose another with --listen, such as 127.0.0.1:9090'],
]);

/** @throws the error itself where it is none that a person could mend */
function whyNot(error: unknown, address: Address): string {
  if (error instanceof SettingsError) return error.message;
  const why = WHY_NOT.get((error as NodeJS.ErrnoException).code);
  if (why === undefined) throw error;
  return `${formatAddress(address)} ${why}`;
}

function positiveDuration(text: string): number | undefined {
  const duration = parseDuration(text);
  return duration === 0 ? undefined : duration;
}

/** A reader for commander, which prints the hint where the text is wrong. */
function argument<T>(parse: (text: string) => T | undefined, hint: string): (text: string) => T {
  return (text) => {
    const value = parse(text);
    if (value === undefined) throw new InvalidArgumentError(hint);
    return value;
  };
}
