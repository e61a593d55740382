import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command, InvalidArgumentError, Option } from 'commander';
import {
  createLog,
  LOG_LEVELS,
  LogTap,
  type LogLevel,
  Redactor,
  StartError,
  startGateway,
} from '../../emit/gateway/index.ts';
import { parseFileArgument } from '../../shared/config/index.ts';
import { errorText } from '../../shared/text/error-text.ts';

interface GatewayFlags {
  readonly config: string;
  readonly port?: number;
  readonly host?: string;
  readonly stateDir?: string;
  readonly home: string;
  readonly workspace: string;
  readonly logLevel: LogLevel;
}

/** Where the build puts the bundled plugins: beside `src`. */
const BUNDLED_DIR = fileURLToPath(new URL('../../../extensions', import.meta.url));

/** `throughline gateway` */
export function gatewayCommand(): Command {
  return new Command('gateway')
    .description('run the gateway until Ctrl-C or SIGTERM')
    .requiredOption('--config <file[#key]>', 'gateway configuration, or a ConfigMap manifest that holds it')
    .option('--port <n>', 'listen on this port; 0 takes a free one', port)
    .option('--host <host>', 'listen on this address')
    .option(
      '--state-dir <dir>',
      'folder for state that outlives the process (default: .openclaw in the home folder)',
    )
    .option('--home <dir>', 'home folder, with .openclaw/extensions in it', homedir())
    .option('--workspace <dir>', 'workspace, with .openclaw/extensions in it', '.')
    .addOption(
      new Option('--log-level <level>').choices(LOG_LEVELS).default('info').env('THROUGHLINE_LOG_LEVEL'),
    )
    .addHelpText(
      'after',
      `
Examples:
  throughline gateway --config openclaw.json
  throughline gateway --config examples/configmap-openclaw.yaml --port 0
  throughline gateway --config manifests.yaml#openclaw.json --log-level debug

The file is watched: a valid change comes into force without a restart, an invalid one is reported and ignored.
SIGHUP reads it again. SIGTERM lets running work end, pushes what is recorded, and exits 0.
Exits with 2 if the configuration is invalid or the address is not available.`,
    )
    .action(run);
}

async function run(flags: GatewayFlags): Promise<void> {
  const redactor = new Redactor();
  const logTap = new LogTap();
  const log = createLog(flags.logLevel, (line) => logTap.pass(redactor.redact(line)));
  const { path, key } = parseFileArgument(flags.config);
  // A stray promise or timer of a plugin must not end the gateway: it is logged, and the rest goes on.
  const survive = (error: unknown): void => log.error(`uncaught error: ${errorText(error)}`);
  process.on('unhandledRejection', survive);
  process.on('uncaughtException', survive);

  const starting = startGateway({
    configPath: path,
    ...(key === undefined ? {} : { configKey: key }),
    overrides: {
      ...(flags.host === undefined ? {} : { host: flags.host }),
      ...(flags.port === undefined ? {} : { port: flags.port }),
    },
    env: process.env,
    workspaceDir: resolve(flags.workspace),
    homeDir: resolve(flags.home),
    bundledDir: BUNDLED_DIR,
    stateDir: resolve(flags.stateDir ?? join(flags.home, '.openclaw')),
    log,
    logTap,
    redactor,
  });
  const stop = (signal: string): void => {
    log.info(`${signal}: waiting for running work to end`);
    void starting.then(async (gateway) => {
      await gateway.stop();
      // A forgotten timer of a plugin would keep the process alive.
      process.exit(0);
    });
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  process.on('SIGHUP', () => void starting.then((gateway) => gateway.reload()));
  try {
    await starting;
  } catch (error) {
    const message =
      error instanceof StartError ? error.message : `the gateway cannot start: ${errorText(error)}`;
    process.stderr.write(`${redactor.redact(message)}\n`);
    process.exit(2);
  }
}

function port(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > 65_535) {
    throw new InvalidArgumentError('A port is a whole number from 0 to 65535.');
  }
  return value;
}
