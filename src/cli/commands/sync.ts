import { setFlagsFromString } from 'node:v8';
import { Command, InvalidArgumentError, Option } from 'commander';
import type { Log, Outcome, Sync, SyncOptions } from '../../emit/sync/index.ts';
import { durationFlagFrom } from '../duration.ts';

const EXAMPLES = `
Examples:
  throughline sync --from /etc/openclaw/openclaw.json --to /var/lib/openclaw/openclaw.json
      as a sidecar: a ConfigMap mounted at /etc/openclaw, an emptyDir shared with the gateway
  throughline sync --from configmap.yaml#openclaw.json --to openclaw.json --once
      the entry of a manifest, once; exit 0: copied, 1: not valid or not writable, 2: cannot be read

A configuration is validated before it is written. \${VAR} is left for the gateway to fill in: its variables need not be
set here. The last good one is kept beside the target as FILE.last-good. A change made at the target is undone. Mount the
ConfigMap as a folder: Kubernetes never updates a file that is mounted by subPath.`;

const METRICS_INTERVAL_MS = 30_000;

const EXIT_CODES: Readonly<Record<Outcome, number>> = {
  followed: 0,
  refused: 1,
  unwritable: 1,
  unavailable: 2,
};

interface SyncFlags {
  readonly from: string;
  readonly to: string;
  readonly poll: number;
  readonly statusPort?: number;
  readonly otlpEndpoint?: string;
  readonly once?: true;
}

/** `throughline sync`: the config-manager sidecar. */
export function syncCommand(): Command {
  return new Command('sync')
    .description("copy a mounted ConfigMap to the gateway's config file, whenever it changes")
    .requiredOption('--from <path[#key]>', 'mounted file, or a manifest that holds a ConfigMap')
    .requiredOption('--to <file>', "the gateway's config file")
    .addOption(
      new Option('--poll <time>', 'interval at which the source is read, for changes without a file event')
        .argParser(durationFlagFrom('100ms'))
        .default(2_000, '2s'),
    )
    .option('--status-port <port>', 'serve /healthz and /status on 127.0.0.1', port)
    .option('--otlp-endpoint <url>', 'push throughline_sync_* metrics there, by OTLP/HTTP protobuf')
    .addOption(new Option('--once', 'copy once and end').conflicts(['statusPort', 'otlpEndpoint', 'poll']))
    .addHelpText('after', EXAMPLES)
    .action(run);
}

async function run(flags: SyncFlags): Promise<void> {
  stayWithin64MiB();
  // Loaded here, so that no other command loads it.
  const { parseFileArgument } = await import('../../shared/config/index.ts');
  const { startSync, syncOnce, SyncSetupError } = await import('../../emit/sync/index.ts');
  const options: SyncOptions = {
    source: parseFileArgument(flags.from),
    target: flags.to,
    pollMs: flags.poll,
    log,
    ...(flags.statusPort === undefined ? {} : { statusPort: flags.statusPort }),
    ...(flags.otlpEndpoint === undefined
      ? {}
      : { otlp: { endpoint: flags.otlpEndpoint, intervalMs: METRICS_INTERVAL_MS } }),
  };
  try {
    if (flags.once) {
      process.exitCode = EXIT_CODES[await syncOnce(options)];
    } else {
      endOnSignal(await startSync(options));
    }
  } catch (error) {
    if (!(error instanceof SyncSetupError)) throw error;
    process.stderr.write(`throughline sync: ${error.message}\n`);
    process.exitCode = 2;
  }
}

/**
 * V8 takes memory for speed that a sidecar at rest does not need: a young generation that grows to 16 MiB while modules
 * load, and code inlined for hot loops. Without either this process holds a fifth less.
 */
function stayWithin64MiB(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
  setFlagsFromString('--optimize-for-size');
}

/** Ends by closing what keeps the process alive, so that a write under way and the last push are finished. */
function endOnSignal(sync: Sync): void {
  const end = (): void => {
    void sync.close();
  };
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
}

/** Plain lines on stdout: a logging library would take a tenth of the container's memory. */
const log: Log = (level, message) => {
  process.stdout.write(`${new Date().toISOString()} ${level} sync: ${message}\n`);
};

function port(written: string): number {
  const value = Number(written);
  if (!/^\d+$/.test(written) || value > 65_535) {
    throw new InvalidArgumentError('Write a port from 0 to 65535; 0 takes a free one.');
  }
  return value;
}
