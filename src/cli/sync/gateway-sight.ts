import type { Sight, WatchedChange } from '../../emit/sync/index.ts';
import type { GatewayStatusReading } from '../../shared/protocol/status.ts';

/** A push may be late by as much as this many intervals before it counts as missing. */
const LATE_PUSHES = 2.5;

/**
 * Looks at the status of this project's gateway: the configuration of the change is in force by its hash, and a push of
 * after that was accepted. All times are by the gateway's own clock.
 */
export function createGatewaySight(readStatus: () => Promise<GatewayStatusReading>): {
  beforeChange(): Promise<void>;
  look(change: WatchedChange, isLast: boolean): Promise<Sight>;
} {
  let wasExporting = false;
  /** When each configuration was first seen in force. */
  let inForce: { readonly hash: string; readonly at: number } | undefined;

  async function look(change: WatchedChange, isLast: boolean): Promise<Sight> {
    const status = await readStatus();
    const { config, exporter, telemetry } = status;
    if (`sha256:${config.hash}` !== change.hash) {
      const why = isLast && config.lastError ? `: ${config.lastError}` : '';
      return unknown(`the gateway has not taken the new configuration${why}`);
    }
    const at = nowOf(status);
    if (inForce?.hash !== change.hash) inForce = { hash: change.hash, at };
    const lastSuccess = Date.parse(exporter?.lastSuccess ?? '');
    if (lastSuccess > inForce.at) {
      return { state: 'arriving', saw: `the gateway's push of ${exporter?.lastSuccess} was accepted` };
    }
    if (!isLast) return unknown('no push was accepted yet');
    const failure = exporter?.lastError;
    const isNew = failure && Date.parse(failure.at) >= inForce.at;
    const why = isNew ? `pushes to ${exporter?.endpoint} fail: ${failure.message}` : telemetry.problem;
    if (!why) return unknown('the gateway has pushed nothing since');
    return wasExporting ? { state: 'ended', saw: why, restartHelps: false } : { state: 'failing', saw: why };
  }

  return {
    async beforeChange() {
      inForce = undefined;
      wasExporting = await readStatus().then(isExporting, () => false);
    },
    look,
  };
}

function isExporting(status: GatewayStatusReading): boolean {
  const { exporter } = status;
  const age = nowOf(status) - Date.parse(exporter?.lastSuccess ?? '');
  return exporter ? age <= LATE_PUSHES * exporter.intervalMs : false;
}

function nowOf({ process }: GatewayStatusReading): number {
  return Date.parse(process.now ?? '');
}

function unknown(saw: string): Sight {
  return { state: 'unknown', saw };
}
