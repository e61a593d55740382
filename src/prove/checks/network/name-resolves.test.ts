import { describe, expect, it } from 'vitest';
import {
  exportingGateway,
  refusedGateway,
  unansweredGateway,
} from '../../../../test/support/exporting-gateway.ts';
import { ownVantage } from '../../views/vantage.ts';
import { networkNameResolves } from './name-resolves.ts';

const vantage = ownVantage(undefined, {});

describe('network/name-resolves', () => {
  it('passes where the exporter connected', async () => {
    for (const gateway of [exportingGateway(), refusedGateway(404, ''), unansweredGateway('ECONNREFUSED')]) {
      expect((await networkNameResolves.runWith({ vantage, gateway })).status).toBe('pass');
    }
  });

  it.each(['ENOTFOUND', 'EAI_AGAIN', 'EAI_NODATA', 'EAI_NONAME'])(
    'fails on %s of the exporter',
    async (code) => {
      const outcome = await networkNameResolves.runWith({ vantage, gateway: unansweredGateway(code) });
      expect(outcome).toMatchObject({ status: 'fail', affects: ['every push'] });
      expect(outcome.message).toContain('prometheus-k8s.monitoring.svc does not resolve');
    },
  );

  it('is unknown from another vantage', async () => {
    const gateway = exportingGateway({ accepted: 0, lastSuccess: null });
    expect((await networkNameResolves.runWith({ vantage, gateway })).status).toBe('unknown');
  });
});
