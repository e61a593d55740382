import type { z } from 'zod';
import { ledgerSchema } from '../../shared/protocol/ledger.ts';
import { gatewayStatusReading, gatewayStatusSchema } from '../../shared/protocol/status.ts';
import { isRecord } from '../../shared/text/is-record.ts';
import { tryJson } from '../../shared/text/try-json.ts';

const { queue, sessions } = gatewayStatusSchema.shape;
const statusSchema = gatewayStatusReading.extend({ queue, sessions });

export type StatusView = z.output<typeof statusSchema>;

/** What the demo asks the gateway between its acts. */
export interface GatewayClient {
  status(): Promise<StatusView>;
  /** Whether nothing waits or runs. */
  isIdle(): Promise<boolean>;
  pluginRuns(id: string): Promise<boolean>;
  /** Whether all that was recorded is acknowledged; false where there is no ledger yet. */
  allAcknowledged(): Promise<boolean>;
}

export function gatewayClient(url: string, token: string): GatewayClient {
  const ask = async (path: string): Promise<unknown> => {
    const response = await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${token}` } });
    return response.json();
  };
  const status = async (): Promise<StatusView> => statusSchema.parse(await ask('/api/status'));
  return {
    status,
    isIdle: async () => {
      const { queue, sessions } = await status();
      const busy = queue.lanes.some(({ waiting, running }) => waiting + running > 0);
      return !busy && sessions.processing + sessions.waiting === 0;
    },
    pluginRuns: async (id) => {
      const { plugins } = await status();
      return plugins.some((plugin) => plugin.id === id && plugin.state === 'started');
    },
    allAcknowledged: async () => {
      const ledger = ledgerSchema.safeParse(await ask('/api/telemetry'));
      return (
        ledger.success &&
        ledger.data.metrics.every(({ live, acknowledged }) => live.events === acknowledged.events)
      );
    },
  };
}

/** The URL in the gateway's log line that says where it listens. */
export function listeningUrl(line: string): string | undefined {
  // Not every line of the output is a line of the log.
  const entry = tryJson(line);
  return isRecord(entry) && typeof entry['url'] === 'string' ? entry['url'] : undefined;
}
