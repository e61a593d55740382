import type { Ledger } from '../../shared/protocol/ledger.ts';
import type { GatewayStatusReading } from '../../shared/protocol/status.ts';
import { type HttpSource, readGatewayStatus, readLedger } from '../sources/index.ts';
import { type Result, resultOf } from './result.ts';

/** The running gateway, read at most once a run. */
export interface GatewayView {
  readonly url: string;
  status(): Promise<Result<GatewayStatusReading>>;
  ledger(): Promise<Result<Ledger | null>>;
  /** How far the gateway's clock is ahead of this process's, in milliseconds; undefined where it does not say. */
  clockOffsetMs(): Promise<number | undefined>;
}

export function createGatewayView(http: HttpSource, now: () => number = Date.now): GatewayView {
  let status: Promise<Result<GatewayStatusReading>> | undefined;
  let ledger: Promise<Result<Ledger | null>> | undefined;
  let answeredAt = 0;
  const read = async (): Promise<Result<GatewayStatusReading>> => {
    const result = await resultOf(readGatewayStatus(http));
    answeredAt = now();
    return result;
  };
  const view: GatewayView = {
    url: http.url,
    status: () => (status ??= read()),
    clockOffsetMs: async () => {
      const result = await view.status();
      const itsTime = result.ok ? result.value.process.now : undefined;
      return itsTime === undefined ? undefined : Date.parse(itsTime) - answeredAt;
    },
    ledger: () => (ledger ??= resultOf(readLedger(http))),
  };
  return view;
}
