import { describe, expect, it } from 'vitest';
import { environmentOf, exporting, failing, gatewayOf } from '../../../../test/support/gateway.ts';
import { configEnvironmentProtocol } from './environment-protocol.ts';

const grpc = environmentOf({ OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' });

describe('config/environment-protocol', () => {
  it('warns where a variable asks for gRPC, also where pushes fail', async () => {
    expect((await configEnvironmentProtocol.runWith({ environment: grpc })).status).toBe('warn');
    const gateway = gatewayOf({
      exporter: failing({ message: 'Parse Error', code: 'HPE_INVALID_CONSTANT' }),
    });
    expect((await configEnvironmentProtocol.runWith({ environment: grpc, gateway })).status).toBe('warn');
  });

  it('passes where the metrics variable asks for HTTP, and where pushes are accepted', async () => {
    const environment = environmentOf({
      OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
      OTEL_EXPORTER_OTLP_METRICS_PROTOCOL: 'http/protobuf',
    });
    expect((await configEnvironmentProtocol.runWith({ environment })).status).toBe('pass');
    const gateway = gatewayOf({ exporter: exporting });
    expect((await configEnvironmentProtocol.runWith({ environment: grpc, gateway })).status).toBe('pass');
  });
});
