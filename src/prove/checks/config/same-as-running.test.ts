import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { deployed } from '../../../../test/support/deployed.ts';
import { gatewayOf } from '../../../../test/support/gateway.ts';
import { configSameAsRunning } from './same-as-running.ts';

const { config } = deployed();
const same = createHash('sha256').update(config.document.text).digest('hex');

describe('config/same-as-running', () => {
  it('passes where the gateway runs with the given text', async () => {
    const gateway = gatewayOf({ config: { hash: same } });
    expect((await configSameAsRunning.runWith({ config, gateway })).status).toBe('pass');
  });

  it('fails where the text differs, as an error where telemetry does not work', async () => {
    const status = { config: { hash: 'another', path: '/etc/openclaw.json' } };
    const working = gatewayOf({ ...status, telemetry: { working: true } });
    expect(await configSameAsRunning.runWith({ config, gateway: working })).toMatchObject({
      status: 'fail',
      severity: 'warning',
    });
    const broken = gatewayOf({ ...status, telemetry: { working: false } });
    expect(await configSameAsRunning.runWith({ config, gateway: broken })).toMatchObject({
      severity: 'error',
    });
  });

  it('fails where a change waits for a restart', async () => {
    const gateway = gatewayOf({ config: { hash: same, restartNeeded: ['gateway.port'] } });
    expect(await configSameAsRunning.runWith({ config, gateway })).toMatchObject({
      status: 'fail',
      message: expect.stringContaining('gateway.port'),
    });
  });
});
