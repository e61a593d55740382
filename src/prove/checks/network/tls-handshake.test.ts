import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:https';
import { type AddressInfo, createServer as createPlain } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportingGateway, unansweredGateway } from '../../../../test/support/exporting-gateway.ts';
import { type Vantage, ownVantage } from '../../views/vantage.ts';
import { networkTlsHandshake } from './tls-handshake.ts';

const ENDPOINT = 'https://prometheus-k8s.monitoring.svc:9090/api/v1/otlp/v1/metrics';

/** This process, as if the gateway ran here. */
const here: Vantage = { ...ownVantage(undefined, {}), isGatewayVantage: async () => true };
const elsewhere = ownVantage(undefined, {});

/** Required in CI; elsewhere a test that needs a certificate is skipped without it: install openssl. */
const canMakeCertificate = process.env['CI'] === 'true' || spawnSync('openssl', ['version']).status === 0;

describe('network/tls-handshake', () => {
  let folder: string;
  const servers: { close(): unknown }[] = [];

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'throughline-tls-'));
    if (!canMakeCertificate) return;
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', 'key.pem'];
    execFileSync(
      'openssl',
      ['req', '-x509', ...key, '-out', 'cert.pem', '-days', '2', '-subj', '/CN=localhost'],
      {
        cwd: folder,
        stdio: 'ignore',
      },
    );
  });

  afterAll(() => {
    for (const server of servers) server.close();
    rmSync(folder, { recursive: true });
  });

  it.each([
    ['CERT_HAS_EXPIRED', 'its certificate has expired'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'its certificate is for another name'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'signed by an unknown authority'],
    ['EPROTO', 'it does not speak TLS on that port'],
  ])('fails on %s of the exporter', async (code, text) => {
    const outcome = await networkTlsHandshake.runWith({
      vantage: elsewhere,
      gateway: unansweredGateway(code),
    });
    expect(outcome.status).toBe('fail');
    expect(outcome.message).toContain(text);
  });

  it('passes where the exporter got a response, and is skipped where there is no TLS', async () => {
    const secure = exportingGateway({ endpoint: ENDPOINT });
    expect((await networkTlsHandshake.runWith({ vantage: elsewhere, gateway: secure })).status).toBe('pass');
    expect(
      (await networkTlsHandshake.runWith({ vantage: elsewhere, gateway: exportingGateway() })).status,
    ).toBe('skip');
  });

  it.skipIf(!canMakeCertificate)('makes a handshake only where the gateway runs here', async () => {
    const tls = createServer({
      key: readFileSync(join(folder, 'key.pem')),
      cert: readFileSync(join(folder, 'cert.pem')),
    });
    const plain = createPlain((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    for (const [server, text] of [
      [tls, 'is signed by an unknown authority (DEPTH_ZERO_SELF_SIGNED_CERT)'],
      [plain, 'does not speak TLS'],
    ] as const) {
      servers.push(server);
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const endpoint = `https://127.0.0.1:${(server.address() as AddressInfo).port}/v1/metrics`;
      const gateway = exportingGateway({ endpoint, accepted: 0, lastSuccess: null });
      const outcome = await networkTlsHandshake.runWith({ vantage: here, gateway });
      expect(outcome.status).toBe('fail');
      expect(outcome.message).toContain(text);
      expect((await networkTlsHandshake.runWith({ vantage: elsewhere, gateway })).status).toBe('unknown');
    }
  });
});
