import { describe, expect, it } from 'vitest';
import { exporting, failing, gatewayOf } from '../../../../test/support/gateway.ts';
import { knownSendError } from '../../../shared/failure-modes/match.ts';
import { withAdvice } from '../../../shared/failure-modes/push-report.ts';
import type { Vantage } from '../../views/vantage.ts';
import { networkLocalhost } from './localhost.ts';

const endpoint = 'http://localhost:4318/v1/metrics';

function vantageWith(answers: Readonly<Record<string, string>>, isGateways = true): Vantage {
  return {
    describe: async () => "inside the gateway's pod",
    isGatewayVantage: async () => isGateways,
    resolve: async () => ({ addresses: ['::1'] }),
    connect: async (host) => answers[host],
    handshake: async () => undefined,
    mountOf: async () => undefined,
  };
}

const nowhere = vantageWith({}, false);
const refused = (message: string) =>
  gatewayOf({ exporter: { ...failing({ message, code: 'ECONNREFUSED' }), endpoint } });

describe('network/localhost', () => {
  it('fails where only ::1 refuses the connection of the exporter', async () => {
    const gateway = refused('connect ECONNREFUSED ::1:4318');
    expect((await networkLocalhost.runWith({ vantage: nowhere, gateway })).status).toBe('fail');
    // As the gateway reports it, with advice that names the other address.
    const happened = 'connect ECONNREFUSED ::1:4318';
    const reported = refused(withAdvice(happened, knownSendError({ message: happened })));
    expect((await networkLocalhost.runWith({ vantage: nowhere, gateway: reported })).status).toBe('fail');
    for (const port of [4318, 9090]) {
      const both = refused(`connect ECONNREFUSED ::1:${port}, connect ECONNREFUSED 127.0.0.1:${port}`);
      expect((await networkLocalhost.runWith({ vantage: nowhere, gateway: both })).status).toBe('unknown');
    }
  });

  it('fails where the gateway runs here, 127.0.0.1 accepts connections and ::1 does not', async () => {
    const gateway = refused('connect ECONNREFUSED');
    const vantage = vantageWith({ '::1': 'ECONNREFUSED' });
    expect((await networkLocalhost.runWith({ vantage, gateway })).status).toBe('fail');
    const dead = vantageWith({ '::1': 'ECONNREFUSED', '127.0.0.1': 'ECONNREFUSED' });
    expect((await networkLocalhost.runWith({ vantage: dead, gateway })).status).toBe('unknown');
  });

  it('passes on another host, and where pushes get a response', async () => {
    expect(
      (await networkLocalhost.runWith({ vantage: nowhere, gateway: gatewayOf({ exporter: exporting }) }))
        .status,
    ).toBe('pass');
    const working = gatewayOf({ exporter: { ...exporting, endpoint } });
    expect((await networkLocalhost.runWith({ vantage: nowhere, gateway: working })).status).toBe('pass');
  });
});
