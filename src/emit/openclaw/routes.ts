import type { IncomingMessage, ServerResponse } from 'node:http';
import { hostname } from 'node:os';
import { type Environment, TELEMETRY_PLUGIN } from '../../shared/config/index.ts';
import type { HostedStatus, PluginStatus, TelemetryState } from '../../shared/protocol/status.ts';
import { environmentView } from '../gateway/environment-view.ts';
import { bearerToken, sameToken } from '../gateway/http/bearer.ts';
import { Redactor } from '../gateway/secrets.ts';
import { telemetryState } from '../gateway/telemetry-state.ts';
import type { ExporterState, OpenClawExporter } from './exporter.ts';
import { hostVersion } from './host-version.ts';
import type { OpenClawApi, OpenClawConfig } from './openclaw.ts';

/** Path at which this plugin shows what the gateway of this project shows there, too. */
type Path = '/api/status' | '/api/telemetry';

/**
 * Serves the ledger and the part of `throughline.status/1` that a plugin knows. OpenClaw leaves the credential of such
 * a route to its plugin: the token or password of the gateway is asked for.
 */
export function registerRoutes(
  api: OpenClawApi,
  exporter: OpenClawExporter,
  env: Environment,
  version: string,
): void {
  const startedAt = new Date(Date.now() - process.uptime() * 1_000).toISOString();
  const redactor = new Redactor();
  const route = (path: Path, answer: () => { status: number; body: unknown }): void =>
    api.registerHttpRoute({
      path,
      auth: 'plugin',
      handler: (request, response) => {
        const { config, hostConfig } = exporter.state();
        if (config) redactor.learn(config);
        const refusal = refusalOf(request, hostConfig, env);
        const { status, body } = refusal ?? answer();
        send(response, status, body, redactor);
      },
    });
  route('/api/telemetry', () => {
    const ledger = exporter.ledger();
    if (ledger) return { status: 200, body: ledger };
    return { status: 404, body: { ok: false, error: exporter.state().error ?? 'telemetry has not started' } };
  });
  route('/api/status', () => {
    const state = exporter.state();
    const body: HostedStatus = {
      schema: 'throughline.status/1',
      version,
      host: { name: 'openclaw', version: hostVersion(api) ?? null },
      process: {
        pid: process.pid,
        hostname: hostname(),
        nodeVersion: process.version,
        startedAt,
        now: new Date().toISOString(),
      },
      ...(state.source && { service: state.source.ledger().service }),
      plugins: [pluginStatus(api, state)],
      telemetry: telemetryOf(api, state, env),
      exporter: state.source?.exporter() ?? null,
      environment: environmentView(env),
    };
    return { status: 200, body };
  });
}

function pluginStatus(api: OpenClawApi, { state, error, note, listeners }: ExporterState): PluginStatus {
  const failed = state === 'failed';
  return {
    id: TELEMETRY_PLUGIN,
    origin: api.source.includes('/.openclaw/extensions/') ? 'global' : 'config',
    enabled: true,
    reason: '',
    state: failed ? 'failed' : 'started',
    error: failed ? error : null,
    channels: [],
    services: [{ id: TELEMETRY_PLUGIN, state, error, note }],
    listeners,
  };
}

function telemetryOf(api: OpenClawApi, state: ExporterState, env: Environment): TelemetryState {
  const { config, source, error } = state;
  if (!config) return { configured: true, working: false, problem: error };
  return telemetryState({ config, env, plugins: [pluginStatus(api, state)], source });
}

/** Why a request is not answered; undefined where it is. */
function refusalOf(
  request: IncomingMessage,
  { gateway }: OpenClawConfig,
  env: Environment,
): { status: number; body: unknown } | undefined {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return { status: 405, body: { ok: false, error: 'only GET is served here' } };
  }
  const secrets = [
    gateway?.auth?.token ?? env['OPENCLAW_GATEWAY_TOKEN'],
    gateway?.auth?.password ?? env['OPENCLAW_GATEWAY_PASSWORD'],
  ].filter((secret) => typeof secret === 'string' && secret !== '');
  if (secrets.length === 0) {
    const error = "this path is closed: set gateway.auth.token in the gateway's configuration";
    return { status: 403, body: { ok: false, error } };
  }
  const given = bearerToken(request.headers.authorization);
  if (secrets.some((secret) => sameToken(given, secret as string))) return undefined;
  const error = 'send the token or password of gateway.auth as "Authorization: Bearer …"';
  return { status: 401, body: { ok: false, error } };
}

function send(response: ServerResponse, status: number, body: unknown, redactor: Redactor): void {
  const text = JSON.stringify(body, (_key, item: unknown) =>
    typeof item === 'string' ? redactor.redact(item) : item,
  );
  response.statusCode = status;
  response.setHeader('Content-Type', 'application/json; charset=utf-8');
  response.setHeader('Cache-Control', 'no-store');
  if (status === 401) response.setHeader('WWW-Authenticate', 'Bearer');
  response.end(text);
}
