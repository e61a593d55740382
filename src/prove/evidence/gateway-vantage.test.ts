import { hostname } from 'node:os';
import { describe, expect, it } from 'vitest';
import { gatewayOf } from '../../../test/support/gateway.ts';
import { Answers } from '../engine/define-evidence.ts';
import { ownVantage } from '../views/vantage.ts';
import { gatewayVantage } from './gateway-vantage.ts';

const vantageOf = async (process: object, env: NodeJS.ProcessEnv = {}) => {
  const vantage = ownVantage(gatewayOf({ process }), env);
  const answer = await new Answers({ vantage }).of(gatewayVantage);
  return answer.ok ? answer.value : undefined;
};

describe('gatewayVantage', () => {
  it('allows tests where the status names this host and a process that runs here', async () => {
    const vantage = await vantageOf({ hostname: hostname(), pid: process.pid });
    expect(vantage?.where).toBe("this process, on the gateway's host");
    expect(await vantage?.network?.resolve('127.0.0.1')).toEqual({ addresses: ['127.0.0.1'] });
  });

  it('allows none where the gateway runs on another host', async () => {
    expect(await vantageOf({ hostname: 'gateway-0', pid: process.pid })).toEqual({
      where: 'this process, not where the gateway runs',
      network: undefined,
    });
    const inAnotherPod = await vantageOf({ hostname: 'gateway-0' }, { KUBERNETES_SERVICE_HOST: '10.0.0.1' });
    expect(inAnotherPod?.where).toBe("this process, in a pod that is not the gateway's");
  });
});
