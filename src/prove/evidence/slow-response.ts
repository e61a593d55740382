import type { Vantage } from '../views/vantage.ts';
import { hostOf, portOf } from './metrics-url.ts';
import { currentError, type Exporter } from './exporter.ts';

export const CONNECT_TIMEOUT_MS = 3_000;

/**
 * Whether the exporter times out although its endpoint takes connections. For the exporter a slow response looks like
 * packets that a policy drops; only a connection from the gateway's vantage distinguishes the two.
 */
export async function isSlowAnswer(
  vantage: Vantage,
  url: URL,
  exporter: Exporter | undefined,
): Promise<boolean> {
  if (!exporter || currentError(exporter)?.code !== 'ETIMEDOUT') return false;
  if (!(await vantage.isGatewayVantage())) return false;
  return (await vantage.connect(hostOf(url), portOf(url), CONNECT_TIMEOUT_MS)) === undefined;
}
