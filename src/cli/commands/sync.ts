import { setFlagsFromString } from 'node:v8';
import { Command, InvalidArgumentError, Option } from 'commander';
import type {
  Log,
  Outcome,
  Sync,
  SyncOptions,
  TelemetryStatus,
  VerifyOptions,
} from '../../emit/sync/index.ts';
import { RELEASE_LINES, type ReleaseLineId } from '../../shared/openclaw/lines.ts';
import { type CommandWords, commandWords } from '../../shared/text/command-words.ts';
import { durationFlag, durationFlagFrom } from '../duration.ts';
import { argument } from '../listen-flag.ts';
import { UsageError } from '../usage-error.ts';

const EXAMPLES = `
Examples:
  throughline sync --from /etc/openclaw/openclaw.json --to /var/lib/openclaw/openclaw.json
      as a sidecar: a ConfigMap mounted at /etc/openclaw, an emptyDir shared with the gateway
  throughline sync --from configmap.yaml#openclaw.json --to openclaw.json --once
      the entry of a manifest, once; exit 0: copied, 1: not valid or not writable, 2: cannot be read
  throughline sync --from configmap.yaml --to openclaw.json --once --verify --backend http://prometheus:9090
      the same, then wait for telemetry; exit 0: it arrives, 3: not known, 4: it ended or fails
  throughline sync --from /etc/openclaw/openclaw.json --to /home/node/.openclaw/openclaw.json --verify \\
      --backend http://prometheus:9090 --release openclaw/2026.2 --log /home/node/.openclaw/openclaw.log \\
      --restart-command 'systemctl --user restart openclaw-gateway'
      OpenClaw 2026.2, whose export ends with an edit: restart it then

A configuration is validated before it is written. \${VAR} is left for the gateway to fill in: its variables need not be
set here. The last good one is kept beside the target as FILE.last-good. A change made at the target is undone. Mount the
ConfigMap as a folder: Kubernetes never updates a file that is mounted by subPath.`;

const VERIFY_AND = { verify: true };
const LOOK_MS = 2_000;
const LOOK_AGAIN_MS = 30_000;
const RESTART_LIMIT_MS = 60_000;
const METRICS_INTERVAL_MS = 30_000;

const EXIT_CODES: Readonly<Record<Outcome, number>> = {
  followed: 0,
  refused: 1,
  unwritable: 1,
  unavailable: 2,
};

const TELEMETRY_EXIT_CODES: Readonly<Record<TelemetryStatus['state'], number>> = {
  arriving: 0,
  off: 0,
  watching: 3,
  unknown: 3,
  ended: 4,
  failing: 4,
};

interface SyncFlags {
  readonly from: string;
  readonly to: string;
  readonly poll: number;
  readonly statusPort?: number;
  readonly healthPort?: number;
  readonly otlpEndpoint?: string;
  readonly once?: true;
  readonly verify?: true;
  readonly gateway?: string;
  readonly backend?: string;
  readonly job: string;
  readonly log?: string;
  readonly release?: ReleaseLineId;
  readonly settle: number;
  readonly verifyTimeout: number;
  readonly restartCommand?: CommandWords;
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
    .option('--health-port <port>', 'serve /healthz and /readyz alone on all addresses, for probes', port)
    .option('--otlp-endpoint <url>', 'push throughline_sync_* metrics there, by OTLP/HTTP protobuf')
    .addOption(
      new Option('--once', 'copy once and end').conflicts([
        'statusPort',
        'healthPort',
        'otlpEndpoint',
        'poll',
      ]),
    )
    .option('--verify', "watch after each change whether the gateway's telemetry goes on")
    .addOption(
      new Option('--backend <url>', 'look there for a sample that is newer than the change').implies(
        VERIFY_AND,
      ),
    )
    .option('--job <name>', "the gateway's job in that backend", 'openclaw')
    .addOption(
      new Option('--gateway <url>', "look at its status (this project's gateway only)").implies(VERIFY_AND),
    )
    .addOption(
      new Option('--log <file>', 'log of an OpenClaw gateway, which shows why telemetry ended').implies(
        VERIFY_AND,
      ),
    )
    .addOption(
      new Option(
        '--release <name>',
        'release of OpenClaw that the gateway is: its schema decides what is valid',
      ).choices(RELEASE_LINES.map(({ id }) => id)),
    )
    .addOption(
      new Option('--settle <time>', 'after a change the process of before may push so long')
        .argParser(durationFlag)
        .default(75_000, '75s'),
    )
    .addOption(
      new Option('--verify-timeout <time>', 'how long to wait for telemetry after a change')
        .argParser(durationFlag)
        .default(300_000, '5m'),
    )
    .addOption(
      new Option(
        '--restart-command <command>',
        'run it, without a shell, where telemetry ended and a restart helps',
      )
        .argParser(argument(commandWords, 'write a command with its arguments; close each quote'))
        .implies(VERIFY_AND),
    )
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
    ...(flags.release === undefined ? {} : { read: await readerFor(flags.release) }),
    target: flags.to,
    pollMs: flags.poll,
    log,
    ...(flags.statusPort === undefined ? {} : { statusPort: flags.statusPort }),
    ...(flags.healthPort === undefined ? {} : { healthPort: flags.healthPort }),
    ...(flags.otlpEndpoint === undefined
      ? {}
      : { otlp: { endpoint: flags.otlpEndpoint, intervalMs: METRICS_INTERVAL_MS } }),
    ...(flags.verify ? { verify: await verifyOptions(flags) } : {}),
  };
  try {
    if (flags.once) {
      const { outcome, telemetry } = await syncOnce(options);
      process.exitCode = telemetry ? TELEMETRY_EXIT_CODES[telemetry.state] : EXIT_CODES[outcome];
    } else {
      endOnSignal(await startSync(options));
    }
  } catch (error) {
    if (!(error instanceof SyncSetupError)) throw error;
    process.stderr.write(`throughline sync: ${error.message}\n`);
    process.exitCode = 2;
  }
}

/** Loads the schemas of OpenClaw, which a sidecar of this project's gateway does not need. */
async function readerFor(release: ReleaseLineId): Promise<NonNullable<SyncOptions['read']>> {
  const { readConfigFor, targetOf } = await import('../../shared/openclaw/index.ts');
  return (text) => readConfigFor(text, targetOf(release)).reading;
}

/** Loads what asks servers, which a sidecar without --verify does not need. */
async function verifyOptions(flags: SyncFlags): Promise<VerifyOptions> {
  const { settle, verifyTimeout, restartCommand } = flags;
  if (verifyTimeout <= settle)
    throw new UsageError('--verify-timeout has to be longer than --settle, or no sample could be new enough');
  const [{ openSight }, { runRestart }] = await Promise.all([
    import('../sync/sight.ts'),
    import('../../emit/sync/index.ts'),
  ]);
  return {
    sight: openSight(flags, process.env),
    limitMs: verifyTimeout,
    lookMs: LOOK_MS,
    lookAgainMs: LOOK_AGAIN_MS,
    ...(restartCommand === undefined ? {} : { restart: () => runRestart(restartCommand, RESTART_LIMIT_MS) }),
  };
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
