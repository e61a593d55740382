import { type Environment, maskUrl } from '../../shared/config/index.ts';

const SHOWN = /^(?:OTEL_.*|(?:HTTPS?|ALL|NO)_PROXY)$/i;
const SECRET = /HEADERS|TOKEN|PASSWORD|SECRET|API_?KEY|CLIENT_KEY/i;

/** The set variables that bear on telemetry: OpenTelemetry's and the proxies', credentials masked. */
export function environmentView(env: Environment): Record<string, string> {
  const view: Record<string, string> = {};
  for (const name of Object.keys(env).toSorted()) {
    const value = env[name];
    if (value === undefined || !SHOWN.test(name)) continue;
    view[name] = SECRET.test(name) ? '***' : withoutCredentials(value);
  }
  return view;
}

/** A proxy may be written without a scheme, as `user:password@host:port`. */
function withoutCredentials(value: string): string {
  return value.includes('://') ? maskUrl(value) : value.replace(/^[^@/]*@/, '***@');
}
