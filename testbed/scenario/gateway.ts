import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ConfigFile, readConfigFile, SourceFileError } from '../../src/prove/sources/index.ts';
import { ConfigMapError, projectConfigMap } from '../../src/demo/mount/index.ts';
import {
  type GatewayClient,
  gatewayClient,
  listeningUrl,
  startCommand,
} from '../../src/demo/process/index.ts';

/** The gateway of a scenario. */
export interface ScenarioGateway {
  /** An address on which nothing listens if the gateway did not start. */
  readonly url: string;
  readonly token: string;
  readonly client: GatewayClient | undefined;
  /** Channels of its configuration, with the token of each webhook. */
  readonly channels: Readonly<Record<string, string | undefined>>;
  stop(): Promise<unknown>;
}

export interface GatewayPlan {
  /** The built command line. */
  readonly entry: string;
  /** Working copy of the scenario. */
  readonly folder: string;
  /** Home folder, which does not exist yet. */
  readonly home: string;
  /** `FILE` or `FILE#KEY` in it. */
  readonly config: string;
  readonly env: NodeJS.ProcessEnv;
  readonly token: string;
}

const MOUNTED = 'openclaw.json';

/** Nothing listens on the discard port. */
const NOWHERE = 'http://127.0.0.1:9';

/** Starts the gateway with the configuration. A ConfigMap is mounted as a volume. */
export async function startScenarioGateway(plan: GatewayPlan): Promise<ScenarioGateway> {
  const file = configFileOf(join(plan.folder, plan.config));
  const config = file?.reading.ok ? file.reading.config : undefined;
  const resolved = (text: string | undefined): string | undefined =>
    text?.replaceAll(/\$\{(\w+)\}/g, (_, name: string) => plan.env[name] ?? '');
  const token = resolved(config?.gateway.auth.token) ?? plan.token;
  const channels = Object.fromEntries(
    Object.entries(config?.channels ?? {}).map(([id, channel]) => [id, resolved(channel?.webhookToken)]),
  );
  await mkdir(plan.home);
  const own = ['--home', plan.home, '--workspace', plan.home, '--host', '127.0.0.1', '--port', '0'];
  const args = ['gateway', '--config', await mounted(plan, file), ...own];
  const process = startCommand(plan.entry, args, plan.env);
  const url = await process.find(listeningUrl).catch(() => undefined);
  return {
    url: url ?? NOWHERE,
    token,
    channels,
    client: url === undefined ? undefined : gatewayClient(url, token),
    stop: () => process.stop(),
  };
}

/** The configuration of a file; undefined if it contains none. */
export function configFileOf(path: string): ConfigFile | undefined {
  try {
    return readConfigFile(path);
  } catch (error) {
    if (error instanceof SourceFileError) return undefined;
    throw error;
  }
}

async function mounted({ folder, home, config }: GatewayPlan, file: ConfigFile | undefined): Promise<string> {
  const path = join(folder, config);
  if (!file || file.document.key === null) return path;
  const volume = join(home, 'mounted');
  try {
    await projectConfigMap(await readFile(file.path, 'utf8'), volume);
    return join(volume, file.document.key);
  } catch (error) {
    if (!(error instanceof ConfigMapError)) throw error;
    // It is in a Secret, a list, or values of a chart: mounted alone.
    const data = { [MOUNTED]: file.document.text };
    await projectConfigMap(JSON.stringify({ kind: 'ConfigMap', data }), volume);
    return join(volume, MOUNTED);
  }
}
