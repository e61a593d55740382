import { Option } from 'commander';
import { z } from 'zod';
import type { GatewayView } from '../../../prove/index.ts';
import {
  type Contract,
  BUILT_IN_CONTRACTS,
  builtInContract,
  ContractError,
  defaultContract,
  isBuiltIn,
  isOfGateway,
  openclawContract,
  parseContract,
  SCRAPE_CONTRACT,
} from '../../../prove/contract/index.ts';
import { assumedRelease, hostOf, readingOf } from '../../../prove/index.ts';
import {
  asksToPush,
  hasScrapePlugin,
  locateSetting,
  writtenFlushIntervalMs,
} from '../../../shared/config/index.ts';
import { type GatewayTarget, targetOf } from '../../../shared/openclaw/index.ts';
import type { ConfigFile } from '../../../prove/sources/index.ts';
import { readNamedText } from '../../named-file.ts';
import { UsageError } from '../../usage-error.ts';
import { defineSource } from './row.ts';

export const contract = defineSource({
  name: 'contract',
  flags: [
    new Option(
      '--contract <file>',
      `what should arrive: a file, or ${BUILT_IN_CONTRACTS.join(' or ')} (default: by the release of the gateway)`,
    ),
  ],
  keys: { contract: z.string().optional() },
  hint: 'no contract was given: --contract FILE',
  suffices: false,
  named: (flags: { readonly contract?: string }, settings) => flags.contract ?? settings.contract,
  read: async ({ named, get, clock }) => {
    const [config, gateway] = [await get('config'), await get('gateway')];
    if (named === SCRAPE_CONTRACT || (named === undefined && isOnlyScraped(config)))
      return builtInContract(SCRAPE_CONTRACT);
    if (named !== undefined && !isBuiltIn(named))
      return withRealInterval(readContract(named), config, gateway);
    const given = {
      config,
      gateway,
      clock,
      openclaw: await get('openclaw'),
      manifests: await get('manifests'),
      backend: await get('backend'),
    };
    const release = await assumedRelease({ ...given, release: await get('release') });
    // A contract that is named decides for which release it is.
    const target =
      named === undefined ? release.target : (sameLine(release.target, named) ?? targetOf(named));
    // This project's plugin sends its own metrics from a gateway of OpenClaw.
    const host =
      named === undefined && ((await hostOf(gateway)) ?? given.openclaw?.plugin?.isOwn)
        ? 'openclaw'
        : undefined;
    if (target?.product !== 'openclaw' || host) return derivedContract({ config, gateway, target, host });
    return derivedForOpenClaw(target, config, (await (await get('environment'))?.read())?.variables ?? {});
  },
});

/**
 * The contract of a gateway with the interval at which the gateway pushes: that of the running exporter, else the one that
 * its configuration sets. A file can only say what it usually is. The configuration of a gateway says nothing about
 * another service.
 */
async function withRealInterval(
  contract: Contract,
  config: ConfigFile | undefined,
  gateway: GatewayView | undefined,
): Promise<Contract> {
  // A scrape has the interval of Prometheus, which the gateway does not know.
  if (!isOfGateway(contract) || contract.way === 'scrape') return contract;
  const status = await gateway?.status();
  const running = status?.ok ? status.value.exporter?.intervalMs : undefined;
  if (running !== undefined)
    return { ...contract, flushIntervalMs: running, flushIntervalFrom: 'the running exporter' };
  const written = config && writtenFlushIntervalMs(config.document.text);
  return written === undefined
    ? contract
    : { ...contract, flushIntervalMs: written, flushIntervalFrom: 'the configuration' };
}

/** Whether the configuration has the plugin that serves a scrape, and nothing that pushes. */
function isOnlyScraped(config: ConfigFile | undefined): boolean {
  return (
    config?.reading.ok === true &&
    hasScrapePlugin(config.reading.config) &&
    !asksToPush(config.reading.config)
  );
}

/** The release that is known, where the named contract is of its line. */
function sameLine(target: GatewayTarget | undefined, named: string): GatewayTarget | undefined {
  return target?.product === 'openclaw' && target.release.line === named ? target : undefined;
}

/** What an OpenClaw of this release should send, by its configuration and its environment. */
function derivedForOpenClaw(
  target: Extract<GatewayTarget, { product: 'openclaw' }>,
  config: ConfigFile | undefined,
  variables: Readonly<Record<string, string>>,
): Contract {
  const { reading } = config ? readingOf(config, { target }) : {};
  const otel = reading?.ok ? reading.config.diagnostics.otel : undefined;
  const isNamed = config && locateSetting(config.document.text, ['diagnostics', 'otel', 'serviceName']);
  const { ms = 60_000, variable } = target.release.facts.flushInterval ?? {};
  const ofVariable = variable === undefined ? undefined : Number(variables[variable]);
  const written = config && writtenFlushIntervalMs(config.document.text);
  const prefix = otel?.metricNamePrefix;
  return openclawContract(target, {
    serviceName: (isNamed && otel?.serviceName) || variables['OTEL_SERVICE_NAME'] || 'openclaw',
    flushIntervalMs: written ?? (ofVariable !== undefined && ofVariable > 0 ? ofVariable : ms),
    prefix: typeof prefix === 'string' ? prefix : undefined,
  });
}

/** @throws {UsageError} */
export function readContract(path: string): Contract {
  if (isBuiltIn(path)) return builtInContract(path);
  try {
    return parseContract(readNamedText(path));
  } catch (error) {
    if (error instanceof ContractError) throw new UsageError(`${path} ${error.message}`);
    throw error;
  }
}

/** What this gateway should send: under the identity that it runs with, else the one that its config gives it. */
async function derivedContract({
  config,
  gateway,
  target,
  host,
}: {
  readonly config: ConfigFile | undefined;
  readonly gateway: GatewayView | undefined;
  readonly target: GatewayTarget | undefined;
  /** The gateway that this project's plugin runs in. */
  readonly host: 'openclaw' | undefined;
}): Promise<Contract> {
  const [ledger, status] = await Promise.all([gateway?.ledger(), gateway?.status()]);
  const running =
    (ledger?.ok ? ledger.value?.service : undefined) ?? (status?.ok ? status.value.service : undefined);
  const exporter = status?.ok ? status.value.exporter : undefined;
  const { reading } = config ? readingOf(config, { target }) : {};
  const written = reading?.ok ? reading.config.diagnostics.otel : undefined;
  return defaultContract({
    serviceName: running?.name ?? written?.serviceName ?? 'openclaw',
    serviceNamespace: running ? (running.namespace ?? undefined) : written?.serviceNamespace,
    instance: running?.instanceId,
    host,
    flushIntervalMs:
      exporter?.intervalMs ??
      (config && writtenFlushIntervalMs(config.document.text)) ??
      written?.flushIntervalMs ??
      30_000,
  });
}
