import type { Place } from '../views/vantage.ts';
import { hostOf, portOf } from './metrics-url.ts';
import { currentError, type Exporter } from './exporter.ts';

export const CONNECT_TIMEOUT_MS = 3_000;

/**
 * Whether the exporter waits in vain although its endpoint takes connections: a slow answer looks to it as packets
 * do that a policy drops, and only a connection from its own place tells one from the other.
 */
export async function isSlowAnswer(place: Place, url: URL, exporter: Exporter | undefined): Promise<boolean> {
  if (!exporter || currentError(exporter)?.code !== 'ETIMEDOUT') return false;
  if (!(await place.isGatewaysPlace())) return false;
  return (await place.connect(hostOf(url), portOf(url), CONNECT_TIMEOUT_MS)) === undefined;
}
