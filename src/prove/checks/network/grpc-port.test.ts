import { describe, expect, it } from 'vitest';
import { exporting, failing, gatewayOf } from '../../../../test/support/gateway.ts';
import { networkGrpcPort } from './grpc-port.ts';

const endpoint = 'http://collector:4317/v1/metrics';

describe('network/grpc-port', () => {
  it('fails where the response is not HTTP/1', async () => {
    const exporter = {
      ...failing({ message: 'Parse Error: Expected HTTP/', code: 'HPE_INVALID_CONSTANT' }),
      endpoint,
    };
    expect((await networkGrpcPort.runWith({ gateway: gatewayOf({ exporter }) })).status).toBe('fail');
  });

  it('warns where only the port is that of gRPC', async () => {
    const exporter = { ...failing({ message: 'connect ECONNREFUSED', code: 'ECONNREFUSED' }), endpoint };
    expect((await networkGrpcPort.runWith({ gateway: gatewayOf({ exporter }) })).status).toBe('warn');
  });

  it('passes on another port, and where HTTP is accepted on it', async () => {
    expect((await networkGrpcPort.runWith({ gateway: gatewayOf({ exporter: exporting }) })).status).toBe(
      'pass',
    );
    const accepted = gatewayOf({ exporter: { ...exporting, endpoint } });
    expect((await networkGrpcPort.runWith({ gateway: accepted })).status).toBe('pass');
  });
});
