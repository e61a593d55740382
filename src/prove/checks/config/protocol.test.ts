import { describe, expect, it } from 'vitest';
import { deployed } from '../../../../test/support/deployed.ts';
import { configProtocol } from './protocol.ts';

describe('config/protocol', () => {
  it('passes on http/protobuf', async () => {
    expect((await configProtocol.runWith(deployed())).status).toBe('pass');
  });

  it('fails on grpc, and the fix sets http/protobuf', async () => {
    const sources = deployed({
      'configmap-openclaw.yaml': (text) => text.replace('"protocol": "http/protobuf"', '"protocol": "grpc"'),
    });
    const outcome = await configProtocol.runWith(sources);
    expect(outcome).toMatchObject({ status: 'fail', fix: { kind: 'patch' } });
    expect(outcome.fix?.diff).toMatch(/^\+ +"protocol": "http\/protobuf"/m);
  });
});
