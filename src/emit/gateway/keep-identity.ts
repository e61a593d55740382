import { hostname } from 'node:os';
import type { Environment, GatewayConfig } from '../../shared/config/index.ts';
import { errorText } from '../../shared/text/error-text.ts';
import { keepInstanceId } from '../telemetry/index.ts';
import type { Log } from './context.ts';

interface Place {
  readonly config: GatewayConfig;
  readonly env: Environment;
  readonly stateDir: string;
  readonly log: Log;
}

/**
 * Keeps `service.instance.id` in the state folder. The folder must be this gateway's: its store is open.
 *
 * @returns the kept id; undefined where there is none
 */
export function keepIdentity({ config, env, stateDir, log }: Place): string | undefined {
  const { diagnostics, gateway } = config;
  try {
    const configured = diagnostics.otel.serviceInstanceId;
    return keepInstanceId({ configured, env, hostname: hostname(), port: gateway.port, stateDir });
  } catch (error) {
    log.warn(
      `service.instance.id cannot be kept in ${stateDir}, and is another one in the next pod: ${errorText(error)}`,
    );
    return undefined;
  }
}
