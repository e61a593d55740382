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
}

export function createGatewayView(http: HttpSource): GatewayView {
  let status: Promise<Asked<GatewayStatus>> | undefined;
  let ledger: Promise<Asked<Ledger | null>> | undefined;
  return {
    url: http.url,
    status: () => (status ??= asked(readGatewayStatus(http))),
    ledger: () => (ledger ??= asked(readLedger(http))),
  };
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
