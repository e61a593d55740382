import { runChecks, type Report, createCanary } from '../../prove/index.ts';
import { parseDuration } from '../../shared/time/duration.ts';
import type { CheckFlags } from '../commands/check.ts';
import type { Settings } from '../settings.ts';
import { packageVersion } from '../version.ts';
import type { Clock } from '../../prove/index.ts';
import { gatherSources, type Servers } from './sources.ts';
import type { Target } from './target.ts';

const DEFAULT_TIMEOUT_MS = 5_000;

/** What is looked at: flags win over the settings. */
export function targetOf(flags: CheckFlags, settings: Settings, clock: Clock): Target {
  return {
    config: flags.config ?? settings.config,
    manifests: flags.manifests ?? settings.manifests ?? [],
    envFile: flags.envFile ?? settings.envFile,
    logs: flags.log ?? settings.logs ?? [],
    loki: flags.loki ?? settings.loki?.url,
    lokiSelector: settings.loki?.selector,
    collectorConfig: flags.collectorConfig ?? settings.collector?.config,
    collectorMetrics: flags.collectorMetrics ?? settings.collector?.metrics?.url,
    kubeconfig: flags.kubeconfig ?? settings.kubeconfig,
    readers: [...(flags.dashboards ?? settings.dashboards ?? []), ...(flags.rules ?? settings.rules ?? [])],
    grafana: flags.grafana ?? settings.grafana?.url,
    gateway: flags.gateway ?? settings.gateway?.url,
    backend: flags.backend?.[0] ?? settings.backend?.url,
    replicas: flags.backend?.slice(1) ?? (settings.replicas ?? []).map(({ url }) => url),
    tap: flags.tap ?? settings.tap?.url,
    contract: flags.contract ?? settings.contract,
    timeoutMs: flags.timeout ?? parseDuration(settings.timeout ?? '') ?? DEFAULT_TIMEOUT_MS,
    static: flags.static === true,
    canary: flags.canary ? createCanary(clock) : undefined,
    suppressions: settings.suppress ?? [],
  };
}

/** One round: files are read and servers asked, and the answer says in how many requests. */
export async function checkOnce(
  only: CheckFlags['only'],
  target: Target,
  servers: Servers,
  env: NodeJS.ProcessEnv,
  clock: Clock,
): Promise<Report> {
  const before = servers.requests();
  const found = await runChecks(await gatherSources(target, servers, env, clock), {
    version: packageVersion(),
    ...clock,
    only,
    static: target.static,
    contractGiven: target.contract !== undefined,
    suppressions: target.suppressions,
  });
  return { ...found, requests: servers.requests() - before };
}
