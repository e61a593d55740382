import type { Sight, TelemetrySight } from '../../emit/sync/index.ts';
import { PrometheusApi } from '../../prove/sources/backend/api.ts';
import { readGatewayStatus } from '../../prove/sources/gateway.ts';
import type { HttpSource } from '../../prove/sources/http.ts';
import { readLogFile } from '../../prove/sources/logs/file.ts';
import { inProcessRestart, type ReleaseLineId, releaseOfLine } from '../../shared/openclaw/index.ts';
import { errorText } from '../../shared/text/error-text.ts';
import { openServer } from '../open-server.ts';
import { credentialsFor } from '../settings/server.ts';
import { createBackendSight } from './backend-sight.ts';
import { createGatewaySight } from './gateway-sight.ts';

/** What the flags name to look at. */
export interface SightFlags {
  readonly gateway?: string;
  readonly backend?: string;
  readonly job: string;
  readonly log?: string;
  readonly release?: ReleaseLineId;
  readonly settle: number;
}

/** A write waits for the gateway's answer before it, so it has to be short. */
const GATEWAY_TIMEOUT_MS = 2_000;
const BACKEND_TIMEOUT_MS = 5_000;

/**
 * Looks at the gateway's telemetry at each place that was named. Of those that show something, the gravest counts: telemetry
 * arrives only where none says otherwise. One that cannot be asked, such as the status of a gateway that has none, does
 * not count beside another.
 *
 * @throws {UsageError} where a URL or a credential cannot be used
 */
export function openSight(flags: SightFlags, env: NodeJS.ProcessEnv): TelemetrySight {
  const open = (url: string, timeoutMs: number, prefix: string, fallback?: string): HttpSource =>
    openServer(url, timeoutMs, credentialsFor(undefined, env, prefix), fallback);
  const { gateway: gatewayUrl, backend: backendUrl } = flags;
  const gateway =
    gatewayUrl === undefined
      ? undefined
      : open(gatewayUrl, GATEWAY_TIMEOUT_MS, 'THROUGHLINE_GATEWAY', env['OPENCLAW_GATEWAY_TOKEN']);
  const backend =
    backendUrl === undefined ? undefined : open(backendUrl, BACKEND_TIMEOUT_MS, 'THROUGHLINE_BACKEND');
  const gatewaySight =
    gateway && createGatewaySight(async () => readGatewayStatus(await gateway.get('/api/status')));
  const backendSight =
    backend &&
    createBackendSight({
      api: new PrometheusApi(backend),
      job: flags.job,
      settleMs: flags.settle,
      endInLog: async (since) => endInLog(flags, since),
      now: Date.now,
    });
  const sights = [backendSight, gatewaySight].filter((sight) => sight !== undefined);
  return {
    beforeChange: async () => gatewaySight?.beforeChange(),
    async look(change, isLast) {
      return gravest(await Promise.allSettled(sights.map((sight) => sight.look(change, isLast))));
    },
    async close() {
      await Promise.all([gateway?.close(), backend?.close()]);
    },
  };
}

const BY_WEIGHT: readonly Sight['state'][] = ['ended', 'failing', 'unknown', 'arriving'];

function gravest(looks: readonly PromiseSettledResult<Sight>[]): Sight {
  const sights = looks.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  const [first] = sights.toSorted((a, b) => BY_WEIGHT.indexOf(a.state) - BY_WEIGHT.indexOf(b.state));
  if (first) return first;
  const errors = looks.flatMap((each) => (each.status === 'rejected' ? [errorText(each.reason)] : []));
  const saw =
    errors.length > 0 ? errors.join('; ') : 'nothing can be asked: give --backend URL or --gateway URL';
  return { state: 'unknown', saw };
}

/** What the gateway's log says that ends the export of this release. */
function endInLog({ log, release }: SightFlags, since: number): string | undefined {
  if (log === undefined || release === undefined) return undefined;
  if (releaseOfLine(release).facts.restartInProcessEndsExport !== true) return undefined;
  for (const { at, text } of readLogFile(log).toReversed()) {
    const found = at !== undefined && at >= since ? inProcessRestart(text) : undefined;
    if (at !== undefined && found !== undefined) {
      const time = new Date(at).toISOString();
      return `${log} says at ${time} "${found}", after which ${release} exports nothing`;
    }
  }
  return undefined;
}
