import type { Environment } from '../../shared/config/index.ts';
import { isSecretVariable, MASK, maskUrl } from '../../shared/text/secrets.ts';

const SHOWN = /^(?:OTEL_.*|(?:HTTPS?|ALL|NO)_PROXY)$/i;

/** The set variables that affect telemetry: OpenTelemetry's and the proxies', credentials masked. */
export function environmentView(env: Environment): Record<string, string> {
  const view: Record<string, string> = {};
  for (const name of Object.keys(env).toSorted()) {
    const value = env[name];
    if (value === undefined || !SHOWN.test(name)) continue;
    view[name] = isSecretVariable(name) ? MASK : maskUrl(value);
  }
  return view;
}
