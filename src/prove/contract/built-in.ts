import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { GatewayTarget } from '../../shared/openclaw/index.ts';
import type { Contract, ContractMetric } from './contract.ts';
import { parseContract } from './parse.ts';

const FILES = {
  'openclaw/2026.2': 'openclaw-2026.2.yaml',
  'openclaw/2026.9': 'openclaw-2026.9.yaml',
  'openclaw/2026.9-scrape': 'openclaw-2026.9-scrape.yaml',
} as const;

export type BuiltInContract = keyof typeof FILES;

/** The contract of a gateway that is scraped. */
export const SCRAPE_CONTRACT = 'openclaw/2026.9-scrape';

/** Names of the contracts that come with this package. */
export const BUILT_IN_CONTRACTS = Object.keys(FILES) as readonly BuiltInContract[];

/** Whether a name is that of a contract that comes with this package. */
export function isBuiltIn(name: string): name is BuiltInContract {
  return name in FILES;
}

/** A contract that comes with this package, from its folder `contracts`. */
export function builtInContract(name: BuiltInContract): Contract {
  return parseContract(readFileSync(join(contractsFolder(), FILES[name]), 'utf8'));
}

/** In a checkout as in `dist`: the nearest above. */
function contractsFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'contracts', FILES['openclaw/2026.9']))) folder = dirname(folder);
  return join(folder, 'contracts');
}

/** Metrics that OpenClaw has since 2026.9.3. */
const SINCE_2026_9_3 = /^openclaw\.(?:gateway|gc)\./;

/** Histograms whose buckets ended at 10 000 before 2026.9.6. */
const LONGER_SINCE_2026_9_6 = new Set([
  'openclaw.model_call.duration_ms',
  'openclaw.tool.execution.duration_ms',
]);

const PREFIX = 'openclaw.';

/** What an OpenClaw sends, by its release and its configuration. */
export interface OpenClawSettings {
  readonly serviceName: string;
  readonly flushIntervalMs: number;
  /** `diagnostics.otel.metricNamePrefix`; undefined where it is not set. */
  readonly prefix: string | undefined;
}

/**
 * What an OpenClaw of a release should send. Between the lines, the 18 metrics that all versions have; labels that came
 * later may be absent.
 */
export function openclawContract(
  { release }: Extract<GatewayTarget, { product: 'openclaw' }>,
  { serviceName, flushIntervalMs, prefix }: OpenClawSettings,
): Contract {
  const { facts, line, version } = release;
  const contract = builtInContract(line ?? 'openclaw/2026.2');
  const { canary, ...rest } = contract;
  const metrics = contract.metrics
    .filter(({ otlp = '' }) => facts.idleCanary || !SINCE_2026_9_3.test(otlp))
    .map((metric) => (line === undefined ? ofAnyVersion(metric) : metric))
    .map((metric) => (isBefore2026_9_6(version) ? withoutLongBuckets(metric) : metric))
    .map((metric) => named(metric, prefix));
  return {
    ...rest,
    job: serviceName,
    flushIntervalMs,
    metrics,
    ...(canary && facts.idleCanary ? { canary: { ...canary, otlp: nameOf(canary.otlp, prefix) } } : {}),
  };
}

/** A metric of 2026.2 in a version whose labels are not known: those of usage have the agent from 2026.4.25 on. */
function ofAnyVersion({
  bounds: _unknown,
  optionalAttributes = [],
  ...metric
}: ContractMetric): ContractMetric {
  return { ...metric, mayBeIdle: true, optionalAttributes: [...optionalAttributes, 'openclaw.agent'] };
}

function isBefore2026_9_6(version: string): boolean {
  const [year = 0, month = 0, patch = 0] = version.split('.').map((part) => Number.parseInt(part, 10));
  return year === 2026 && (month < 9 || (month === 9 && patch < 6));
}

function withoutLongBuckets(metric: ContractMetric): ContractMetric {
  if (!LONGER_SINCE_2026_9_6.has(metric.otlp ?? '')) return metric;
  const { bounds: _longer, ...rest } = metric;
  return rest;
}

function named(metric: ContractMetric, prefix: string | undefined): ContractMetric {
  return metric.otlp === undefined ? metric : { ...metric, otlp: nameOf(metric.otlp, prefix) };
}

/** The prefix replaces `openclaw.`; standard names such as gen_ai.* keep theirs. */
function nameOf(otlp: string, prefix: string | undefined): string {
  return prefix === undefined || !otlp.startsWith(PREFIX) ? otlp : `${prefix}${otlp.slice(PREFIX.length)}`;
}
