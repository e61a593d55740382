import { Option } from 'commander';
import { z } from 'zod';
import type { GatewayView } from '../../../prove/index.ts';
import {
  type Contract,
  ContractError,
  defaultContract,
  isOfGateway,
  parseContract,
} from '../../../prove/contract/index.ts';
import { writtenFlushIntervalMs } from '../../../shared/config/index.ts';
import type { ConfigFile } from '../../../prove/sources/index.ts';
import { readNamedText } from '../../named-file.ts';
import { UsageError } from '../../usage-error.ts';
import { defineSource } from './row.ts';

export const contract = defineSource({
  name: 'contract',
  flags: [new Option('--contract <file>', 'what should arrive (default: the 18 metrics of the gateway)')],
  keys: { contract: z.string().optional() },
  hint: 'no contract was given: --contract FILE',
  suffices: false,
  named: (flags: { readonly contract?: string }, settings) => flags.contract ?? settings.contract,
  read: async ({ named, get }) => {
    const [config, gateway] = [await get('config'), await get('gateway')];
    return named === undefined
      ? derivedContract(config, gateway)
      : withRealInterval(readContract(named), config, gateway);
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
  if (!isOfGateway(contract)) return contract;
  const status = await gateway?.status();
  const running = status?.ok ? status.value.exporter?.intervalMs : undefined;
  if (running !== undefined)
    return { ...contract, flushIntervalMs: running, flushIntervalFrom: 'the running exporter' };
  const written = config && writtenFlushIntervalMs(config.document.text);
  return written === undefined
    ? contract
    : { ...contract, flushIntervalMs: written, flushIntervalFrom: 'the configuration' };
}

/** @throws {UsageError} */
export function readContract(path: string): Contract {
  try {
    return parseContract(readNamedText(path));
  } catch (error) {
    if (error instanceof ContractError) throw new UsageError(`${path} ${error.message}`);
    throw error;
  }
}

/** What this gateway should send: under the identity that it runs with, else the one that its config gives it. */
async function derivedContract(
  config: ConfigFile | undefined,
  gateway: GatewayView | undefined,
): Promise<Contract> {
  const [ledger, status] = await Promise.all([gateway?.ledger(), gateway?.status()]);
  const running =
    (ledger?.ok ? ledger.value?.service : undefined) ?? (status?.ok ? status.value.service : undefined);
  const exporter = status?.ok ? status.value.exporter : undefined;
  const written = config?.reading.ok ? config.reading.config.diagnostics.otel : undefined;
  return defaultContract({
    serviceName: running?.name ?? written?.serviceName ?? 'openclaw',
    serviceNamespace: running ? (running.namespace ?? undefined) : written?.serviceNamespace,
    instance: running?.instanceId,
    flushIntervalMs:
      exporter?.intervalMs ??
      (config && writtenFlushIntervalMs(config.document.text)) ??
      written?.flushIntervalMs ??
      30_000,
  });
}
