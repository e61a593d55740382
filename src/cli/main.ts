#!/usr/bin/env node
import { Command } from 'commander';
import { UsageError } from './usage-error.ts';
import { packageVersion } from './version.ts';

interface LazyCommand {
  readonly description: string;
  readonly load: () => Promise<Command>;
}

/** Each command is loaded when it is called, so that none loads the modules of another: `sync` has to fit a small container. */
const COMMANDS: Readonly<Record<string, LazyCommand>> = {
  check: {
    description: 'check the path of the telemetry, name the broken link, prove what arrived',
    load: async () => (await import('./commands/check.ts')).checkCommand(),
  },
  explain: {
    description: 'say what a check proves, what its failure means and how to fix it',
    load: async () => (await import('./commands/explain.ts')).explainCommand(),
  },
  names: {
    description: 'say under which names and labels a backend stores OTLP metrics, and why',
    load: async () => (await import('./commands/names.ts')).namesCommand(),
  },
  lint: {
    description: 'find the queries of dashboards and rules that can never return data',
    load: async () => (await import('./commands/lint.ts')).lintCommand(),
  },
  contract: {
    description: 'write a contract: what should arrive from a service',
    load: async () => (await import('./commands/contract.ts')).contractCommand(),
  },
  gateway: {
    description: 'run the gateway',
    load: async () => (await import('./commands/gateway.ts')).gatewayCommand(),
  },
  sync: {
    description: "copy a mounted ConfigMap to the gateway's config file, whenever it changes",
    load: async () => (await import('./commands/sync.ts')).syncCommand(),
  },
  tap: {
    description: 'proxy between exporter and receiver that shows each push and its response',
    load: async () => (await import('./commands/tap.ts')).tapCommand(),
  },
  receive: {
    description: 'run the embedded OTLP receiver alone',
    load: async () => (await import('./commands/receive.ts')).receiveCommand(),
  },
  plugin: {
    description: 'write this telemetry as a plugin for OpenClaw, a folder and an archive',
    load: async () => (await import('./commands/plugin.ts')).pluginCommand(),
  },
  schema: {
    description: "print the JSON Schema of the gateway's configuration",
    load: async () => (await import('./commands/schema.ts')).schemaCommand(),
  },
  token: {
    description: 'print a new random token',
    load: async () => (await import('./commands/token.ts')).tokenCommand(),
  },
  demo: {
    description: 'run a demo: find a broken setup, fix it, prove that the metrics arrive',
    load: async () => (await import('./commands/demo.ts')).demoCommand(),
  },
  lab: {
    description: 'run scenarios against real servers (needs the package throughline-lab)',
    load: async () => (await import('./commands/lab.ts')).labCommand(),
  },
};

const EXAMPLES = `
Examples:
  throughline check --config configmap.yaml
      what the files alone can show
  throughline check --config configmap.yaml --gateway http://127.0.0.1:18789 --backend http://127.0.0.1:9090
      the whole path, with the data read back from the backend
  throughline explain TL203
      one check, offline
  throughline demo
      a broken setup is found, fixed, and proved to work`;

async function main(argv: readonly string[]): Promise<void> {
  const program = new Command('throughline')
    .description("Gets an agent gateway's telemetry into Prometheus, and proves that it got there.")
    .version(packageVersion(), '-V, --version')
    .helpCommand(false)
    .showSuggestionAfterError(true)
    .addHelpText('after', EXAMPLES);
  const called = argv[2] ?? '';
  for (const [name, { description, load }] of Object.entries(COMMANDS)) {
    program.addCommand(name === called ? await load() : new Command(name).description(description));
  }
  strict(program);
  await program.parseAsync([...argv]);
}

/** Wrong usage ends with exit code 2 everywhere; `--help` and `--version` end with 0. */
function strict(command: Command): void {
  command.exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));
  command.showHelpAfterError(`(see: ${fullName(command)} --help)`);
  for (const child of command.commands) strict(child);
}

function fullName(command: Command): string {
  return command.parent ? `${fullName(command.parent)} ${command.name()}` : command.name();
}

// A reader such as head closes the pipe early: that is not a failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
});

try {
  await main(process.argv);
} catch (error) {
  const text = error instanceof Error ? error.message : String(error);
  const hint =
    error instanceof UsageError ? '' : '\nThis should not happen. THROUGHLINE_DEBUG=1 shows where it did.';
  process.stderr.write(`throughline: ${text}${hint}\n`);
  if (process.env['THROUGHLINE_DEBUG'] && error instanceof Error) process.stderr.write(`${error.stack}\n`);
  process.exitCode = 2;
}
