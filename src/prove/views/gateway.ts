import type { Ledger } from '../../shared/protocol/ledger.ts';
import type { GatewayStatusReading } from '../../shared/protocol/status.ts';
import {
  GatewayError,
  type GatewayKind,
  type HttpAnswer,
  type HttpSource,
  type OpenClawRuntime,
  readGatewayStatus,
  readLedger,
  readRuntime,
  recognizeGateway,
  SCRAPE_PATH,
} from '../sources/index.ts';
import { type Result, resultOf } from './result.ts';

/** The running gateway, read at most once a run. */
export interface GatewayView {
  readonly url: string;
  /** What responds there. */
  kind(): Promise<Result<GatewayKind>>;
  /** The status of a gateway of this project; an error for any other. */
  status(): Promise<Result<GatewayStatusReading>>;
  /** Null where the gateway has no ledger. */
  ledger(): Promise<Result<Ledger | null>>;
  /** What an OpenClaw shows by RPC; an error for any other. */
  openclaw(): Promise<Result<OpenClawRuntime>>;
  /** The page that the plugin diagnostics-prometheus of OpenClaw serves for a scrape. */
  scrape(): Promise<Result<HttpAnswer>>;
  /** How far the gateway's clock is ahead of this process's, in milliseconds; undefined where it does not say. */
  clockOffsetMs(): Promise<number | undefined>;
}

export function createGatewayView(http: HttpSource, now: () => number = Date.now): GatewayView {
  let kind: Promise<Result<GatewayKind>> | undefined;
  let status: Promise<Result<GatewayStatusReading>> | undefined;
  let ledger: Promise<Result<Ledger | null>> | undefined;
  let runtime: Promise<Result<OpenClawRuntime>> | undefined;
  let scraped: Promise<Result<HttpAnswer>> | undefined;
  let answeredAt = 0;
  const recognize = async (): Promise<Result<GatewayKind>> => {
    const result = await resultOf(recognizeGateway(http));
    answeredAt = now();
    return result;
  };
  /** The kind that has what is asked for; an error that says what responds instead. */
  const only = async <Name extends GatewayKind['name']>(
    name: Name,
  ): Promise<Extract<GatewayKind, { name: Name }>> => {
    const seen = await view.kind();
    if (!seen.ok) throw new GatewayError(seen.error);
    if (seen.value.name === name) return seen.value as Extract<GatewayKind, { name: Name }>;
    throw new GatewayError(`${http.url} is ${describeKind(seen.value)}`);
  };
  const view: GatewayView = {
    url: http.url,
    kind: () => (kind ??= recognize()),
    status: async () => {
      const seen = await view.kind();
      if (!seen.ok) return seen;
      return (status ??= resultOf(
        only('throughline').then(({ status: response }) => readGatewayStatus(response)),
      ));
    },
    ledger: () => (ledger ??= resultOf(readLedger(http))),
    openclaw: () => (runtime ??= resultOf(only('openclaw').then(() => readRuntime(http, now)))),
    clockOffsetMs: async () => {
      const result = await view.status();
      const itsTime = result.ok ? result.value.process.now : undefined;
      return itsTime === undefined ? undefined : Date.parse(itsTime) - answeredAt;
    },
    scrape: () => (scraped ??= resultOf(http.get(SCRAPE_PATH))),
  };
  return view;
}

/** For a message that says what responds where something else was expected. */
export function describeKind(kind: GatewayKind): string {
  switch (kind.name) {
    case 'throughline':
      return 'a gateway of this project';
    case 'openclaw':
      return `OpenClaw${kind.version === undefined ? '' : ` ${kind.version}`}, which has no status of this form`;
    case 'other':
      return `no gateway that is known: ${kind.saw}`;
  }
}
