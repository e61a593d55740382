import { Command, Option } from 'commander';
import { DEFAULT_SETTINGS, startReceiver } from '../../receiver/index.ts';
import type { Receiver, ReceiverOptions } from '../../receiver/index.ts';
import { SettingsError, type TranslationStrategy } from '../../prove/translate/index.ts';
import { durationFlag } from '../duration.ts';
import type { Address } from '../../shared/text/address.ts';
import { listenFlag, whyNotListening } from '../listen-flag.ts';

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

/** `throughline receive`: the embedded receiver alone, until Ctrl-C or SIGTERM. */
export function receiveCommand(): Command {
  return new Command('receive')
    .description('run the embedded receiver: OTLP in, the query API of Prometheus 3.5 out, in memory')
    .addOption(listenFlag('127.0.0.1:9090'))
    .option('--receiver-off', 'reject pushes, as Prometheus does without --web.enable-otlp-receiver', false)
    .addOption(
      new Option('--strategy <name>', 'how names are translated')
        .choices(STRATEGIES)
        .default(DEFAULT_SETTINGS.strategy),
    )
    .option('--promote <attributes...>', 'resource attributes that become labels', [])
    .addOption(
      new Option('--retention <duration>', 'how long samples are kept')
        .argParser(durationFlag)
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

/** @throws the error itself where no other address would help */
function whyNot(error: unknown, address: Address): string {
  if (error instanceof SettingsError) return error.message;
  const why = whyNotListening(error, address);
  if (why === undefined) throw error;
  return why;
}
