import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startHealthServer, startStatusServer, type StatusServer } from './server.ts';
import type { SyncStatus } from '../../shared/protocol/sync-status.ts';

const STATUS: SyncStatus = {
  schema: 'throughline.sync/1',
  source: '/etc/openclaw/openclaw.json',
  target: '/state/openclaw.json',
  hash: null,
  lastSync: null,
  lastError: null,
  syncs: 0,
  refused: 0,
  restored: 0,
  telemetry: null,
  restarts: 0,
};

let server: StatusServer;
let probe: boolean;
const ask = (path: string, method = 'GET') => fetch(`http://127.0.0.1:${server.port}${path}`, { method });

beforeEach(async () => {
  probe = true;
  server = await startStatusServer(0, { status: () => STATUS, answerProbe: () => probe });
});
afterEach(() => server.close());

describe('startStatusServer', () => {
  it('answers /status with the status of the sidecar', async () => {
    const response = await ask('/status?pretty');
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(await response.json()).toEqual(STATUS);
  });

  it('answers /healthz as long as the process runs', async () => {
    expect(await (await ask('/healthz')).json()).toEqual({ status: 'ok' });
  });

  it('answers the liveness probe of the gateway with 503 only where the gateway is to be restarted', async () => {
    expect((await ask('/gateway-healthz')).status).toBe(200);
    probe = false;
    expect((await ask('/gateway-healthz')).status).toBe(503);
    expect((await ask('/healthz')).status).toBe(200);
  });

  it('names the valid paths and methods for any other request', async () => {
    expect((await ask('/')).status).toBe(404);
    const posted = await ask('/status', 'POST');
    expect([posted.status, posted.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });

  it('rejects when the port is taken', async () => {
    await expect(
      startStatusServer(server.port, { status: () => STATUS, answerProbe: () => true }),
    ).rejects.toThrow(/EADDRINUSE/);
  });
});

describe('startHealthServer', () => {
  it('answers the probes, and nothing that says more', async () => {
    let isReady = false;
    const health = await startHealthServer(0, () => isReady);
    const codeOf = async (path: string) => (await fetch(`http://127.0.0.1:${health.port}${path}`)).status;
    try {
      expect(await codeOf('/healthz')).toBe(200);
      expect(await codeOf('/readyz')).toBe(503);
      isReady = true;
      expect(await codeOf('/readyz')).toBe(200);
      expect(await codeOf('/status')).toBe(404);
      expect(await codeOf('/gateway-healthz')).toBe(404);
    } finally {
      await health.close();
    }
  });
});
