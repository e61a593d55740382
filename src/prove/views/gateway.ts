import {
  GatewayError,
  type GatewayStatus,
  type HttpSource,
  type Ledger,
  readGatewayStatus,
  readLedger,
  UnreachableError,
} from '../sources/index.ts';

export type Asked<T> =
  | { readonly ok: true; readonly value: T }
  /** `status` of the answer, where there was one; else the code of why not. */
  | { readonly ok: false; readonly error: string; readonly status?: number; readonly code?: string };

/** The running gateway, asked once a run. */
export interface GatewayView {
  readonly url: string;
  status(): Promise<Asked<GatewayStatus>>;
  ledger(): Promise<Asked<Ledger | null>>;
  /** How far the gateway's clock is ahead of this process's, in milliseconds; undefined where it does not say. */
  clockOffsetMs(): Promise<number | undefined>;
}

export function createGatewayView(http: HttpSource, now: () => number = Date.now): GatewayView {
  let status: Promise<Asked<GatewayStatus>> | undefined;
  let ledger: Promise<Asked<Ledger | null>> | undefined;
  let answeredAt = 0;
  const read = async (): Promise<Asked<GatewayStatus>> => {
    const answer = await asked(readGatewayStatus(http));
    answeredAt = now();
    return answer;
  };
  const view: GatewayView = {
    url: http.url,
    status: () => (status ??= read()),
    clockOffsetMs: async () => {
      const answer = await view.status();
      const told = answer.ok ? answer.value.process.now : undefined;
      return told === undefined ? undefined : Date.parse(told) - answeredAt;
    },
    ledger: () => (ledger ??= asked(readLedger(http))),
  };
  return view;
}

/** Turns what a server did not or could not answer into a value; anything else is a defect and goes on. */
export async function asked<T>(answer: Promise<T>): Promise<Asked<T>> {
  try {
    return { ok: true, value: await answer };
  } catch (error) {
    if (error instanceof UnreachableError || error instanceof GatewayError)
      return { ok: false, error: error.message };
    throw error;
  }
}
